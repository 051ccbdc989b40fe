// Fake identity providers: each publishes keys on a port of its own, and jose mints its tokens, good ones and bad ones.
import crypto from 'node:crypto';
import http from 'node:http';
import { SignJWT, UnsecuredJWT, exportJWK, exportSPKI, generateKeyPair, importJWK } from 'jose';

const issuers = new Map();

const newKid = (alg) => `${alg}-${Math.random().toString(36).slice(2)}`;

async function makeKey(alg) {
  const kid = newKid(alg);
  const pair = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' } };
}

// A key that is published for no algorithm in particular, as many issuers do.
async function makeRsaKey() {
  const key = await makeKey('RS256');
  const { alg, ...jwk } = key.jwk;
  const kid = newKid('RSA');
  return { ...key, alg: 'RSA', kid, jwk: { ...jwk, kid } };
}

// jose has no Ed448; Node has.
function makeEd448Key() {
  const kid = newKid('Ed448');
  const pair = crypto.generateKeyPairSync('ed448');
  return { alg: 'Ed448', kid, pair, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid } };
}

// The published key that signs by an algorithm: the one made for it, or one of its kind that was made for none.
const signerFor = (published, alg) =>
  published.find((key) => key.alg === alg)
  ?? published.find((key) => key.alg === 'EdDSA' && alg === 'Ed25519')
  ?? published.find((key) => key.alg === 'RSA' && /^[RP]S/.test(alg))
  ?? published[0];

// Published beside the good ones: no key of these makes the others worth less.
const useless = [
  { kty: 'OKP', crv: 'Ed25519', x: 'dG9vLXNob3J0', kid: 'short' },
  { kty: 'OKP', crv: 'Ed25519', x: '*not base64*', kid: 'garbled' },
  { kty: 'OKP', crv: 'X448', x: 'AAAA', kid: 'curve' },
  { kty: 'RSA', n: 'AQAB', kid: 'no-exponent' },
  { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA', kid: 'off-the-curve' },
  { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0', kid: 'shared' },
  { kty: 'of-the-future', kid: 'future' },
];

// slash: the issuer's name ends in one, as Auth0's does. path: what stands between its address and its documents.
// keysAt: where its key set is, under that path.
export async function issuer({ slash, path = '', keysAt = '/.well-known/jwks.json' }) {
  const published = [...await Promise.all(['RS256', 'ES256', 'ES384', 'ES512', 'EdDSA'].map(makeKey)), await makeRsaKey(), makeEd448Key()];
  const issuer = { published, keyFetches: 0, silent: false };
  issuer.server = http.createServer((request, response) => {
    const documents = {
      [`${path}/.well-known/openid-configuration`]: () => ({
        issuer: issuer.url,
        jwks_uri: `${issuer.base}${keysAt}`,
        id_token_signing_alg_values_supported: ['RS256', 'ES256', 'EdDSA'],
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
      }),
      [`${path}${keysAt}`]: () => ({ keys: [...useless, ...issuer.published.map((key) => key.jwk)] }),
    };
    if (request.url.endsWith(keysAt)) issuer.keyFetches++;
    if (issuer.silent) return;
    const document = documents[request.url];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ? document() : {}));
  });
  issuer.port = await listen(issuer.server, 0);
  issuer.base = `http://127.0.0.1:${issuer.port}${path}`;
  issuer.url = slash ? `${issuer.base}/` : issuer.base;
  issuers.set(issuer.url, issuer);
  return issuer.url;
}

// A new RS256 key beside the published ones, as at a rotation; alone when the old ones are withdrawn.
export async function publishKey({ issuer, alone }) {
  const key = await makeKey('RS256');
  const at = issuers.get(issuer);
  at.published = alone ? [key] : [...at.published, key];
  return key.kid;
}

export const keyFetches = ({ issuer }) => issuers.get(issuer).keyFetches;

// 'silent' takes every request and answers none, 'refusing' takes no connection, 'well' does as it should.
export async function behave({ issuer: url, how }) {
  const issuer = issuers.get(url);
  issuer.silent = how === 'silent';
  if (how === 'refusing') await new Promise((closed) => { issuer.server.close(closed); issuer.server.closeAllConnections(); });
  else if (!issuer.server.listening) await listen(issuer.server, issuer.port);
  else issuer.server.closeAllConnections();
}

// claims: JSON text. key: 'published' (the first of that algorithm, or the one with that kid), 'unpublished', 'none',
// 'zero' (a signature of nothing but zeros), or HMAC keyed with the public key: 'publicPem' or 'publicJwk'.
// embedsKey and keysAt: the headers jwk and jku. extra: further headers, of which null takes one away.
export async function token({ issuer, key, alg, kid, embedsKey, keysAt, extra, claims: text }) {
  const claims = JSON.parse(text);
  const at = issuers.get(issuer);
  if (key === 'none') return new UnsecuredJWT(claims).encode();

  const signer = key === 'unpublished'
    ? at.unpublished ??= await makeKey('RS256')
    : at.published.find((candidate) => kid && candidate.jwk.kid === kid) ?? signerFor(at.published, alg);
  const header = { alg, kid: kid ?? signer.jwk.kid, typ: 'JWT', ...extra };
  for (const name of Object.keys(header)) if (header[name] === null) delete header[name];
  if (embedsKey) header.jwk = signer.jwk;
  if (keysAt) header.jku = keysAt;

  const unsigned = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  if (signer.alg === 'Ed448') {
    const signature = crypto.sign(null, Buffer.from(unsigned), signer.pair.privateKey);
    return `${unsigned}.${signature.toString('base64url')}`;
  }
  if (key === 'zero') return `${unsigned}.${Buffer.alloc(64).toString('base64url')}`;
  return new SignJWT(claims).setProtectedHeader(header).sign(await keyFor(signer, alg, key));
}

async function keyFor(signer, alg, key) {
  const text = (value) => new TextEncoder().encode(value);
  if (key === 'publicPem') return text(await exportSPKI(signer.pair.publicKey));
  if (key === 'publicJwk') return text(JSON.stringify(signer.jwk));
  // The same RSA key, allowed to sign by another algorithm than its own.
  return alg === signer.alg ? signer.pair.privateKey : importJWK(await exportJWK(signer.pair.privateKey), alg);
}

async function listen(server, port) {
  await new Promise((listening, failed) => server.once('error', failed).listen(port, '127.0.0.1', listening));
  return server.address().port;
}
