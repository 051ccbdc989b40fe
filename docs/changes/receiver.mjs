// Writes one welcome mail for each user that is created. A mail is a file in the folder MAILS. Whatever sends your mails takes it from
// there.
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, unlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.CHANGES_SECRET);
const mails = process.env.MAILS ?? 'mails';
await mkdir(mails, { recursive: true });

createServer(async (request, response) => {
  try {
    response.writeHead(await receive(request)).end();
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(process.env.PORT ?? 8081, process.env.HOST);

async function receive(request) {
  const body = await buffer(request);
  try {
    webhook.verify(body, request.headers);
  } catch {
    return 400;
  }
  const { userId, version, kind, user } = JSON.parse(body).data;
  if (kind === 'created' && user?.email) {
    // The id is the same each time that this version of this user is sent.
    await writeOnce(request.headers['webhook-id'], JSON.stringify({ to: user.email, subject: 'Welcome!', userId, version }));
  }
  return 204;
}

// A file gets its name when it is complete and on the disk. A name that exists already is refused: that mail was written before.
async function writeOnce(name, text) {
  const draft = `${mails}/.${randomUUID()}`;
  await sync(draft, 'wx', (file) => file.writeFile(text));
  await link(draft, `${mails}/${name}`).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await unlink(draft);
  await sync(mails, 'r');
}

async function sync(path, flags, write) {
  const file = await open(path, flags);
  await write?.(file);
  await file.sync();
  await file.close();
}
