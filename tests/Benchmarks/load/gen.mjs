// Writes a file of ready-to-send HTTP/1.1 requests for load.c: records of [u32 length][u8 tag][bytes].
// usage: gen.mjs create|update|read|profile|mixed OUT COUNT [FIRST=0] [USERS=10000]
//   create: user.created for users FIRST..FIRST+COUNT-1   update: user.updated, round robin shuffled over USERS
//   read: GET /users/current, over USERS                   mixed: 95 % read, 5 % update
//   profile: GET /users/{id} of users FIRST..FIRST+COUNT-1, once each
// Updates after one another need a FIRST that goes on from where the last one ended: the later one must be the newer word of its user.
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync, openSync, writeSync, closeSync } from 'node:fs';
import { userId, KEYS as dir } from './common.mjs';

const [kind, out, countArg, firstArg = '0', usersArg = '10000'] = process.argv.slice(2);
const count = Number(countArg), first = Number(firstArg), users = Number(usersArg);
const key = Buffer.from(readFileSync(dir + 'whsec', 'utf8').slice('whsec_'.length), 'base64');
const tokens = kind === 'read' || kind === 'mixed' || kind === 'profile' ? readFileSync(dir + 'tokens.txt', 'utf8').split('\n') : [];
const run = randomBytes(4).toString('hex');
// A change lies before its message: hours ago, so that there is room for one a millisecond.
const nowMs = Date.now(), nowS = Math.floor(nowMs / 1000), pastMs = nowMs - 6 * 3_600_000;

function clerkEvent(type, i, seq) {
  const id = userId(i), email = `ada.lovelace+${i}@example.com`, created = 1_700_000_000_000 + i, updated = pastMs + seq;
  const img = 'https://img.clerk.com/' +
    'eyJ0eXBlIjoicHJveHkiLCJzcmMiOiJodHRwczovL2ltYWdlcy5jbGVyay5kZXYvb2F1dGhfZ29vZ2xlL2ltZ18yYkVuQ2gwMDAwMDAwMDAwMDAwMDAifQ';
  return JSON.stringify({
    data: {
      backup_code_enabled: false, banned: false, birthday: '', bypass_client_trust: false,
      create_organization_enabled: true, create_organizations_limit: null, created_at: created, delete_self_enabled: true,
      email_addresses: [{
        created_at: created, email_address: email, id: 'idn_2bEnCh' + String(i).padStart(21, '0'),
        linked_to: [{ id: 'idn_2bEnCi' + String(i).padStart(21, '0'), type: 'oauth_google' }], matches_sso_connection: false,
        object: 'email_address', reserved: false, updated_at: updated,
        verification: {
          attempts: null, expire_at: null, object: 'verification_from_oauth', status: 'verified',
          strategy: 'from_oauth_google', verified_at_client: null,
        },
      }],
      enterprise_accounts: [],
      external_accounts: [{
        approved_scopes: 'email https://www.googleapis.com/auth/userinfo.email ' +
          'https://www.googleapis.com/auth/userinfo.profile openid profile',
        avatar_url: 'https://lh3.googleusercontent.com/a/ACg8ocJ0000000000000000000000000000000000000000000=s1000-c',
        created_at: created, email_address: email, external_account_id: 'eac_2bEnCh' + String(i).padStart(21, '0'),
        family_name: 'Lovelace', given_name: 'Ada', google_id: String(1e20 + i), id: 'idn_2bEnCi' + String(i).padStart(21, '0'),
        identification_id: 'idn_2bEnCi' + String(i).padStart(21, '0'), image_url: img, label: null, object: 'external_account',
        provider: 'oauth_google', provider_user_id: String(1e20 + i), public_metadata: {}, updated_at: updated, username: null,
        verification: {
          attempts: null, expire_at: nowMs + 600000, object: 'verification_oauth', status: 'verified',
          strategy: 'oauth_google', verified_at_client: null,
        },
      }],
      external_id: null, first_name: 'Ada', has_image: true, id, image_url: img, last_active_at: nowMs, last_name: `Lovelace${seq}`,
      last_sign_in_at: null, legal_accepted_at: null, locale: 'en', locked: false, lockout_expires_in_seconds: null,
      mfa_disabled_at: null, mfa_enabled_at: null,
      object: 'user', passkeys: [], password_enabled: false, password_last_updated_at: null, phone_numbers: [],
      primary_email_address_id: 'idn_2bEnCh' + String(i).padStart(21, '0'), primary_phone_number_id: null, primary_web3_wallet_id: null,
      private_metadata: {}, profile_image_url: 'https://images.clerk.dev/oauth_google/img_2bEnCh000000000000000.png',
      public_metadata: { plan: 'pro', roles: ['member'], onboarding: { completed: true, step: 4 } },
      saml_accounts: [], totp_enabled: false, two_factor_enabled: false, unsafe_metadata: { theme: 'dark' }, updated_at: updated,
      username: null, verification_attempts_remaining: 100, web3_wallets: [],
    },
    event_attributes: {
      http_request: {
        client_ip: '203.0.113.7',
        user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
      },
    },
    instance_id: 'ins_2bEnCh000000000000000000001', object: 'event', timestamp: nowMs, type,
  });
}

function webhook(type, i, seq) {
  const body = clerkEvent(type, i, seq), id = `msg_${run}${String(seq).padStart(19, '0')}`;
  const sig = createHmac('sha256', key).update(`${id}.${nowS}.${body}`).digest('base64');
  return 'POST /clerk-users-webhook HTTP/1.1\r\nHost: 127.0.0.1\r\n' +
    'User-Agent: Svix-Webhooks/1.62.0 (sender-9YMgn; +https://www.svix.com/http-sender/)\r\nAccept: */*\r\n' +
    `Content-Type: application/json\r\nsvix-id: ${id}\r\nsvix-timestamp: ${nowS}\r\nsvix-signature: v1,${sig}\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const read = (who, i) =>
  `GET /users/${who} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n` +
  `Origin: https://app.example.test\r\nAuthorization: Bearer ${tokens[i]}\r\n\r\n`;
// 7919 is prime and coprime to 10 000: a fixed shuffle that visits every user equally often.
const pick = (n) => (n * 7919) % users;

const fd = openSync(out, 'w');
let chunks = [], size = 0;
const flush = () => { if (size) writeSync(fd, Buffer.concat(chunks)); chunks = []; size = 0; };
for (let n = 0; n < count; n++) {
  let text, tag = 0;
  if (kind === 'create') { text = webhook('user.created', first + n, n); tag = 1; }
  else if (kind === 'update') { text = webhook('user.updated', pick(n), first + n); tag = 1; }
  else if (kind === 'profile') text = read(`${userId(first + n)}`, n % tokens.length);
  else if (kind === 'read') text = read('current', pick(n));
  else if (n % 20 === 19) { text = webhook('user.updated', pick(n), first + n); tag = 1; }
  else text = read('current', pick(n));
  const b = Buffer.from(text), h = Buffer.alloc(5);
  h.writeUInt32LE(b.length, 0); h[4] = tag;
  chunks.push(h, b); size += 5 + b.length;
  if (size > 1 << 22) flush();
}
flush(); closeSync(fd);
