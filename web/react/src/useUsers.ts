import { useCallback, useMemo, useSyncExternalStore } from "react";
import { useAccess } from "./OrleansUsersProvider.js";
import type { OrleansUsersError } from "./OrleansUsersError.js";
import type { Profiles } from "./Profiles.js";
import type { PublicProfile } from "./User.js";

interface Shown {
  /** In the order asked; null where there is no such user, or not yet. The same array until something in it changes. */
  users: (PublicProfile | null)[];
  isLoading: boolean;
  error: OrleansUsersError | null;
}

/** The public profiles of other users, by id. */
export function useUsers(ids: readonly string[]): Shown & { refresh: () => void } {
  const { session, isLoaded } = useAccess();
  const profiles = (isLoaded && session?.profiles) || null;
  // Callers write their ids in place, as a new array at each render.
  const key = JSON.stringify(ids);
  const view = useMemo(() => viewOf(profiles, JSON.parse(key) as string[], !isLoaded), [profiles, key, isLoaded]);
  const shown = useSyncExternalStore(view.subscribe, view.snapshot, view.snapshot);
  const refresh = useCallback(() => view.refresh(), [view]);
  return useMemo(() => ({ ...shown, refresh }), [shown, refresh]);
}

function viewOf(profiles: Profiles | null, ids: readonly string[], isUnsure: boolean) {
  let last: Shown = { users: ids.map(() => null), isLoading: isUnsure, error: null };
  return {
    subscribe: (listener: () => void) => profiles?.show(ids, listener) ?? (() => {}),
    refresh: () => profiles?.ask(ids),
    snapshot: (): Shown => {
      if (!profiles) return last;
      const { error } = profiles;
      const known = ids.map((id) => profiles.get(id));
      const isLoading = error === null && known.includes(undefined);
      const isSame = known.every((profile, index) => (profile ?? null) === last.users[index]);
      if (isSame && isLoading === last.isLoading && error === last.error) return last;
      return (last = { users: isSame ? last.users : known.map((profile) => profile ?? null), isLoading, error });
    },
  };
}
