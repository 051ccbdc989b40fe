import { personOf } from "../clerk/directory";
import { stored, useStored } from "../page/stored";
import type { WayId } from "../ways/way";
import { recordingFetch } from "../wire/recordingFetch";
import { issueToken, type Token } from "./token";

/** One front end's sign-in, as an identity provider's own package would keep it. */
export interface Session {
  useUserId(): string | null;
  useAuth(): { isLoaded: boolean; isSignedIn: boolean; userId: string | null; getToken: GetToken };
  signIn(id: string): void;
  signOut(): void;
}

type GetToken = (options?: { skipCache?: boolean }) => Promise<string | null>;

// A token lives for a moment as Clerk's do; asked for again shortly before its end.
const MARGIN_MS = 10_000;

function session(way: WayId, withProfile: boolean): Session {
  const userId = stored<string | null>(null, `example.session.${way}`);
  const send = recordingFetch(way);
  let token: Promise<Token> | null = null;

  const change = (id: string | null) => {
    token = null;
    userId.write(id);
  };

  const getToken: GetToken = async options => {
    const id = userId.read();
    if (id === null) return null;
    const before = token;
    if (before !== null && !options?.skipCache) {
      const known = await before.catch(() => null);
      if (known !== null && known.userId === id && known.expiresAt - MARGIN_MS > Date.now()) return known.text;
      // Somebody else has asked for a new one in the meantime.
      if (token !== before) return getToken();
    }
    token = issueToken(personOf(id), withProfile, send);
    return (await token).text;
  };

  return {
    useUserId: () => useStored(userId),
    useAuth: () => {
      const id = useStored(userId);
      return { isLoaded: true, isSignedIn: id !== null, userId: id, getToken };
    },
    signIn: change,
    signOut: () => change(null),
  };
}

/** Clerk's tokens carry no profile unless a template adds it: only the way that stores from the token needs one. */
export const sessions: Record<WayId, Session> = { store: session("store", true), webhook: session("webhook", false) };
