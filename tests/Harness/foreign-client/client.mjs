// One JSON object a line in, one a line out: {call, name, ...arguments} is answered by {call, result} or {call, error}.
import http from 'node:http';
import readline from 'node:readline';
import { SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';
import { Webhook } from 'svix';

const issuers = new Map();

async function makeKey(alg) {
  const kid = `${alg}-${Math.random().toString(36).slice(2)}`;
  const pair = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' } };
}

const operations = {
  // Webhook.sign turns a Buffer into text by itself, as it does for every Node user.
  sign: ({ secret, id, timestamp, payload }) =>
    new Webhook(secret).sign(id, new Date(timestamp * 1000), Buffer.from(payload, 'base64').toString('utf8')),

  async issuer() {
    const published = await Promise.all(['RS256', 'ES256', 'EdDSA'].map(makeKey));
    const unpublished = await makeKey('RS256');
    const issuer = { published, unpublished, keyFetches: 0 };
    const server = http.createServer((request, response) => {
      const documents = {
        '/.well-known/openid-configuration': () => ({
          issuer: issuer.url,
          jwks_uri: `${issuer.url}/.well-known/jwks.json`,
          id_token_signing_alg_values_supported: ['RS256', 'ES256', 'EdDSA'],
          response_types_supported: ['id_token'],
          subject_types_supported: ['public'],
        }),
        '/.well-known/jwks.json': () => {
          issuer.keyFetches++;
          return { keys: issuer.published.map((key) => key.jwk) };
        },
      };
      const document = documents[request.url];
      response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(document ? document() : {}));
    });
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
    issuer.url = `http://127.0.0.1:${server.address().port}`;
    issuers.set(issuer.url, issuer);
    return issuer.url;
  },

  // A new RS256 key beside the published ones, as at a rotation.
  async publishKey({ issuer }) {
    const key = await makeKey('RS256');
    issuers.get(issuer).published.push(key);
    return key.kid;
  },

  keyFetches: ({ issuer }) => issuers.get(issuer).keyFetches,

  // claims: JSON text. key: 'published' (the first of that algorithm, or the one with that kid), 'unpublished', 'none', or 'publicPem' (HMAC keyed with the public key's text).
  async token({ issuer, key, alg, kid, claims: text }) {
    const claims = JSON.parse(text);
    const { published, unpublished } = issuers.get(issuer);
    if (key === 'none') return new UnsecuredJWT(claims).encode();

    const signer = key === 'unpublished'
      ? unpublished
      : published.find((candidate) => (kid ? candidate.kid === kid : candidate.alg === alg)) ?? published[0];
    const header = { alg, kid: kid ?? signer.kid, typ: 'JWT' };
    if (key === 'publicPem')
      return new SignJWT(claims).setProtectedHeader(header).sign(new TextEncoder().encode(await exportSPKI(signer.pair.publicKey)));

    const privateKey = alg === signer.alg ? signer.pair.privateKey : await importAs(signer, alg);
    return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  },
};

// The same RSA key, allowed to sign by another algorithm than its own.
async function importAs({ pair }, alg) {
  return importJWK(await exportJWK(pair.privateKey), alg);
}

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
