// Serves keys/jwks.json as a Clerk-like issuer (JWKS and OpenID discovery) at $ISSUER, e.g. ISSUER=http://127.0.0.1:9000.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { ISSUER, KEYS } from './common.mjs';

const jwks = readFileSync(KEYS + 'jwks.json');
const discovery = JSON.stringify({
  issuer: ISSUER,
  jwks_uri: `${ISSUER}/.well-known/jwks.json`,
  id_token_signing_alg_values_supported: ['RS256'],
});
const answers = { '/.well-known/jwks.json': jwks, '/.well-known/openid-configuration': discovery };
createServer((request, response) => {
  const answer = answers[request.url];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(answer);
}).listen(Number(new URL(ISSUER).port), '127.0.0.1');
