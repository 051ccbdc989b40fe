/** The issuer of the benchmark's tokens: `issuer.mjs` serves its keys when this is a loopback address. */
export const ISSUER = process.env.ISSUER ?? 'https://clerk.example.test';
export const AZP = 'https://app.example.test';
export const KID = 'ins_2bEnCh000000000000000000001';
/** A Clerk-shaped user id (user_ + 27 base-62 characters) for a benchmark index. */
export const userId = (i) => 'user_2bEnCh' + String(i).padStart(21, '0');
/** The folder of the benchmark's secrets, with a slash at its end. */
export const KEYS = `${process.env.KEYS}/`;
