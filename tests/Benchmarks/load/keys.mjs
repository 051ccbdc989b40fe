// Makes the benchmark's secrets once: an RSA key (PEM + JWKS) and a whsec_ signing secret, and 10k session tokens.
import { generateKeyPairSync, randomBytes, createSign } from 'node:crypto';
import { mkdirSync, writeFileSync, existsSync } from 'node:fs';
import { userId, ISSUER, AZP, KID, KEYS as dir } from './common.mjs';

const tokens = Number(process.argv[2] ?? 10_000);
mkdirSync(dir, { recursive: true });
if (!existsSync(dir + 'whsec')) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(dir + 'private.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(dir + 'public.pem', publicKey.export({ type: 'spki', format: 'pem' }));
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' };
  writeFileSync(dir + 'jwks.json', JSON.stringify({ keys: [jwk] }));
  writeFileSync(dir + 'whsec', 'whsec_' + randomBytes(24).toString('base64'));
}
const { readFileSync } = await import('node:fs');
const priv = readFileSync(dir + 'private.pem');
const b64 = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
const header = b64({ alg: 'RS256', cat: 'cl_B7d4PD111AAA', kid: KID, typ: 'JWT' });
const now = Math.floor(Date.now() / 1000) - 5;
const out = [];
for (let i = 0; i < tokens; i++) {
  const body = header + '.' + b64({
    azp: AZP, exp: now + 12 * 3600, fva: [0, -1], iat: now, iss: ISSUER, nbf: now - 10,
    sid: 'sess_2bEnCh' + String(i).padStart(21, '0'), sts: 'active', sub: userId(i), v: 2,
  });
  out.push(body + '.' + createSign('RSA-SHA256').update(body).sign(priv, 'base64url'));
}
writeFileSync(dir + 'tokens.txt', out.join('\n'));
