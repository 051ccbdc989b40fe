import { createContext, type ReactNode, useContext, useInsertionEffect, useRef, useState } from "react";
import { type Auth, identityOf } from "./Auth.js";
import { Session } from "./Session.js";
import { Subjects } from "./Subjects.js";
import { TimingContext } from "./Timing.js";

interface Access {
  /** Null when nobody is signed in. */
  session: Session | null;
  /** While false, what the session knows must not be shown. */
  isLoaded: boolean;
}

const AccessContext = createContext<Access | null>(null);

export interface OrleansUsersProviderProps {
  /** The API's address; "" for the page's own origin. */
  url: string;
  /** Clerk's `useAuth`, or a hook of its shape for another identity provider. It must be the same hook at each render. */
  useAuth: () => Auth;
  /** Milliseconds that a signed-in user may take to be stored before that counts as an error. */
  arrivalTimeout?: number;
  /** Lets an app log or wrap requests. */
  fetch?: typeof fetch;
  children?: ReactNode;
}

/** Connects the hooks below it to the server, on behalf of whoever is signed in. */
export function OrleansUsersProvider({
  url,
  useAuth,
  arrivalTimeout = 15_000,
  fetch = pageFetch,
  children,
}: OrleansUsersProviderProps): ReactNode {
  const auth = useAuth();
  const timing = useContext(TimingContext);
  const settings = { getToken: auth.getToken, fetch, arrivalTimeout };
  const identity = identityOf(auth);
  const sessionId = auth.sessionId ?? null;
  const [session, setSession] = useState<Session | null>(null);
  const [subjects] = useState(() => new Subjects());

  // Set during render and not in an effect: no frame may show the user of another identity. Clerk is not loaded for moments
  // while it changes organizations; the session outlives them.
  const isOther = identity !== undefined && !isSessionOf(session, identity, sessionId, url);
  const current = isOther ? (identity === null ? null : new Session(url, identity, sessionId, settings, timing, subjects)) : session;
  if (isOther) setSession(current);

  const last = useRef<Session | null>(null);
  // Before the effects of components below, which start requests.
  useInsertionEffect(() => {
    if (last.current !== current) last.current?.end();
    last.current = current;
    current?.use(settings, sessionId);
  });

  return <AccessContext.Provider value={{ session: current, isLoaded: identity !== undefined }}>{children}</AccessContext.Provider>;
}

function isSessionOf(session: Session | null, identity: string | null, sessionId: string | null, url: string): boolean {
  if (session === null || identity === null) return session === identity;
  const isSameSignIn = session.id === null || sessionId === null || session.id === sessionId;
  return session.identity === identity && isSameSignIn && session.url === url;
}

export function useAccess(): Access {
  const access = useContext(AccessContext);
  if (!access) throw new Error("There is no <OrleansUsersProvider> around this component.");
  return access;
}

const pageFetch: typeof fetch = (...request) => globalThis.fetch(...request);
