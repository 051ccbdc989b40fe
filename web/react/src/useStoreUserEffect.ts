import { useEffect } from "react";
import type { CurrentUserState } from "./CurrentUserState.js";
import { useAccess } from "./OrleansUsersProvider.js";
import { useCurrentUser } from "./useCurrentUser.js";

/** As `useCurrentUser`, and has the user stored from its token after each sign-in, so that nothing waits for a webhook. */
export function useStoreUserEffect(): CurrentUserState {
  const { session } = useAccess();
  const state = useCurrentUser();
  useEffect(() => session?.user.keepStored(), [session]);
  return state;
}
