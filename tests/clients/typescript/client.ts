// Uses the types that openapi-typescript generates from the API document: client.js ADDRESS TOKEN ADMIN-KEY. A test copies it into a folder
// with them, compiles and runs it.
import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';

declare const process: { argv: string[] };
const [address, token, key] = process.argv.slice(2) as [string, string, string];
const user = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
const admin = createClient<paths>({ baseUrl: address, headers: { 'X-Api-Key': key } });

function given<T>({ data, error }: { data?: T; error?: unknown }): T {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}

const now = given(await admin.GET('/admin/changes', { params: { query: { after: 'latest' } } }));
const stored: components['schemas']['User'] = given(await user.POST('/users/store'));
const phone: string | null = stored.phoneNumber;
console.log(`stored ${stored.id} ${stored.name} ${stored.createdAt.slice(0, 4)} ${phone ?? 'no phone'}`);
const current = given(await user.GET('/users/current', { params: { query: { wait: 1 } } }));
console.log(`read ${current.id} version ${current.version}`);
const profiles = given(await user.GET('/users', { params: { query: { id: [stored.id] } } }));
console.log(`profile ${profiles[0]?.name}`);
const message = given(await user.POST('/messages', { body: { body: 'Hello from TypeScript!' } }));
const messages = given(await user.GET('/messages/current', { params: { query: { limit: 1 } } }));
console.log(`posted ${messages.items[0]?.id === message.id} ${messages.items[0]?.body}`);
const changes = given(await admin.GET('/admin/changes', { params: { query: { after: now.after } } }));
const kind: 'created' | 'updated' | 'deleted' | 'reinstated' | undefined = changes.items.find(({ userId }) => userId === stored.id)?.kind;
console.log(`change ${kind}`);
console.log(`sync ${given(await admin.GET('/admin/sync')).state}`);
await admin.DELETE('/admin/users/{id}', { params: { path: { id: stored.id } } });
const { error, response } = await user.POST('/users/store');
console.log(`refused ${response.status} ${error?.title}`);
