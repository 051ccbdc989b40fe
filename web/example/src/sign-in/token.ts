import type { Person } from "../clerk/directory";

export interface Token {
  text: string;
  userId: string;
  expiresAt: number;
}

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
  if (!response.ok) throw new Error(`No token: the built-in issuer answered ${response.status}.`);
  const { token } = (await response.json()) as { token: string };
  return { text: token, userId: person.id, expiresAt: exp * 1000 };
}
