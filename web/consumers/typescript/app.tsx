import type { ReactNode } from "react";
import { type CurrentUserState, OrleansUsersProvider, useCurrentUser, type User } from "@orleans-users/react";

const useAuth = () => ({ isLoaded: true, isSignedIn: false, userId: null, getToken: async () => null });

export function nameOf(state: CurrentUserState): string {
  // @ts-expect-error Types that could not be found would be accepted as anything.
  state satisfies string;
  const user: User | null = state.user;
  return user?.name ?? state.status;
}

const Name = (): ReactNode => nameOf(useCurrentUser());

export const App = (): ReactNode => (
  <OrleansUsersProvider url="" useAuth={useAuth}>
    <Name />
  </OrleansUsersProvider>
);
