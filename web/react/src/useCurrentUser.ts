import { useSyncExternalStore } from "react";
import { type CurrentUserState, loading, signedOut } from "./CurrentUserState.js";
import { useAccess } from "./OrleansUsersProvider.js";

/**
 * Whether the signed-in user is stored, and what it looks like now. Waits for the provider's webhook to bring the user, and
 * follows every change of it. Of `loading`, `signed-out`, `authenticated` and `error`, only `authenticated` has a user.
 */
export function useCurrentUser(): CurrentUserState {
  const { session, isLoaded } = useAccess();
  const state = useSyncExternalStore(
    session?.user.subscribe ?? subscribeToNothing,
    session?.user.snapshot ?? nobody,
    session ? nothingYet : nobody,
  );
  return isLoaded ? state : loading;
}

const subscribeToNothing = () => () => {};
const nobody = () => signedOut;
const nothingYet = () => loading;
