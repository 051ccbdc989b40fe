// Runs the script of an Auth0 Action as Auth0 does: a CommonJS module, one handler called with an event and an api.
import { createRequire } from 'node:module';
import vm from 'node:vm';

export async function runAction({ script, handler, event, denials = [] }) {
  const logged = [];
  const module = { exports: {} };
  const console = Object.fromEntries(['log', 'warn', 'error'].map((level) => [level, (...words) => logged.push(words.join(' '))]));
  const globals = { AbortController, AbortSignal, Buffer, URL, clearTimeout, console, exports: module.exports, fetch, module, setTimeout };
  vm.runInNewContext(script, { ...globals, require: createRequire(import.meta.url) });

  const api = { access: { deny: (reason) => denials.push(reason) } };
  const started = Date.now();
  await module.exports[handler](event, api);
  return { denials, logged, milliseconds: Date.now() - started, handlers: Object.keys(module.exports) };
}
