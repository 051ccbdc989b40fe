import { OrleansUsersError } from "./OrleansUsersError.js";
import type { User } from "./User.js";

interface Retriable {
  /** Forgets all that is known of the signed-in user and starts over. */
  retry: () => void;
}

/** Whether the signed-in user is stored and what it looks like now. Authenticated is only who is known to be stored. */
export type CurrentUserState = Retriable &
  (
    | { status: "loading"; isLoading: true; isAuthenticated: false; isLive: boolean; user: null; error: null }
    | { status: "signed-out"; isLoading: false; isAuthenticated: false; isLive: false; user: null; error: null }
    /**
     * `isLive` is false while the user is as it was when the connection was lost. Where answers are no streams, as in React Native, it is
     * true while the user is as it was seconds ago.
     */
    | { status: "authenticated"; isLoading: false; isAuthenticated: true; isLive: boolean; user: User; error: null }
    /** Attempts go on in the background, except after a deletion, a refusal to store, and when the person has to sign in again. */
    | { status: "error"; isLoading: false; isAuthenticated: false; isLive: boolean; user: null; error: OrleansUsersError }
  );

/** All that is known of one signed-in user. */
export interface Facts {
  user: User | null;
  deletion: OrleansUsersError | null;
  /** Why the user must not be shown, although it may be stored: it is banned, or has to sign in again. */
  barrier: OrleansUsersError | null;
  isLive: boolean;
  /** The server said that the user is not stored. */
  isAbsent: boolean;
  /** The arrival timeout is over. */
  isLate: boolean;
  /** Why the last attempt at the live connection failed, and at storing. */
  liveTrouble: OrleansUsersError | null;
  storeTrouble: OrleansUsersError | null;
}

export const nothingKnown: Facts = {
  user: null,
  deletion: null,
  barrier: null,
  isLive: false,
  isAbsent: false,
  isLate: false,
  liveTrouble: null,
  storeTrouble: null,
};

const nothingToRetry = () => {};

const nobody = { isAuthenticated: false, isLive: false, user: null, error: null, retry: nothingToRetry } as const;

export const loading: CurrentUserState = { ...nobody, status: "loading", isLoading: true };
export const signedOut: CurrentUserState = { ...nobody, status: "signed-out", isLoading: false };

export function stateOf(facts: Facts, retry: () => void): CurrentUserState {
  const { user, isLive, barrier } = facts;
  if (user && !barrier) return { status: "authenticated", isLoading: false, isAuthenticated: true, isLive, user, error: null, retry };
  const error = errorOf(facts);
  return error
    ? { status: "error", isLoading: false, isAuthenticated: false, isLive, user: null, error, retry }
    : { status: "loading", isLoading: true, isAuthenticated: false, isLive, user: null, error: null, retry };
}

function errorOf({ deletion, barrier, storeTrouble, liveTrouble, isAbsent, isLate }: Facts): OrleansUsersError | null {
  if (deletion ?? barrier) return deletion ?? barrier;
  const troubles = [storeTrouble, liveTrouble].filter((trouble) => trouble !== null);
  // Waiting helps against a server that is down, and against none of the other troubles.
  const final = troubles.find((trouble) => trouble.code !== "unavailable");
  if (final) return final;
  if (!isLate) return null;
  return (
    troubles[0] ??
    (isAbsent
      ? new OrleansUsersError("not-stored", "Signed in, but the server has not stored this user in time.")
      : new OrleansUsersError("unavailable", "The server did not answer in time."))
  );
}
