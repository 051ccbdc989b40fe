import type { Person } from "../clerk/directory";

export interface Token {
  text: string;
  userId: string;
  expiresAt: number;
}

/** The built-in issuer gave none, and said why. */
export class NoToken extends Error {}

// Short, so that whoever leaves the page open sees a token renewed.
const LIFETIME_S = 120;

export async function issueToken(person: Person, withProfile: boolean, send: typeof fetch): Promise<Token> {
  const exp = Math.floor(Date.now() / 1000) + LIFETIME_S;
  const profile = withProfile ? { name: person.name, email: person.email } : {};
  const response = await send("/dev/tokens", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sub: person.id, ...profile, exp }),
  });
  const answer = (await response.json().catch(() => ({}))) as { token?: string; title?: string };
  if (answer.token === undefined) throw new NoToken(answer.title ?? `The built-in issuer answered ${response.status}.`);
  return { text: answer.token, userId: person.id, expiresAt: exp * 1000 };
}
