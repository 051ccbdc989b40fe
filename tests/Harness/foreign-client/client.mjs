// One JSON object a line in, one a line out: {call, name, ...arguments} is answered by {call, result} or {call, error}.
import readline from 'node:readline';
import { Webhook } from 'svix';
import { runAction } from './actions.mjs';
import * as issuers from './issuers.mjs';
import * as openApi from './openapi.mjs';
import { compressingProxy } from './proxies.mjs';

const operations = {
  // Webhook.sign turns a Buffer into text by itself, as it does for every Node user.
  sign: ({ secret, id, timestamp, payload }) =>
    new Webhook(secret).sign(id, new Date(timestamp * 1000), Buffer.from(payload, 'base64').toString('utf8')),

  // Throws unless a signature is that of the secret.
  verify: ({ secret, headers, payload }) => new Webhook(secret).verify(Buffer.from(payload, 'base64').toString('utf8'), headers),

  compressingProxy,
  runAction,
  ...issuers,
  ...openApi,
};

readline.createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const { call, name, ...args } = JSON.parse(line);
    const answer = await Promise.resolve(args).then(operations[name]).then(
      (result) => ({ call, result: result ?? null }),
      (error) => ({ call, error: String(error?.stack ?? error) }),
    );
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  })
  // Whoever started us is gone.
  .on('close', () => process.exit(0));
