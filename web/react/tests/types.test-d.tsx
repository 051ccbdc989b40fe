import { useAuth as useClerkReactAuth } from "@clerk/clerk-react";
import { useAuth as useClerkAuth } from "@clerk/react";
import { type CurrentUserState, OrleansUsersProvider, type User } from "../src/index.js";

// Compiled by `npm test` and never run.
const useAuth0Alike = () => ({
  isLoaded: true,
  isSignedIn: false,
  userId: undefined,
  getToken: async ({ skipCache = false }: { skipCache?: boolean } = {}) => (skipCache ? null : "token"),
});
const useForgetful = () => ({ isLoaded: true, isSignedIn: true, userId: "ada" });
const useTyped = () => ({ ...useForgetful(), getToken: async (audience: string) => audience });

export const accepted = [
  <OrleansUsersProvider url="" useAuth={useClerkAuth} children={null} />,
  <OrleansUsersProvider url="" useAuth={useClerkReactAuth} children={null} />,
  <OrleansUsersProvider url="" useAuth={useAuth0Alike} children={null} arrivalTimeout={1} fetch={fetch} />,
];

export const refused = [
  // @ts-expect-error Without getToken nobody can be asked for a token.
  <OrleansUsersProvider url="" useAuth={useForgetful} children={null} />,
  // @ts-expect-error A getToken that needs something else cannot be called.
  <OrleansUsersProvider url="" useAuth={useTyped} children={null} />,
  // @ts-expect-error The address is needed, if only to say "".
  <OrleansUsersProvider useAuth={useClerkAuth} children={null} />,
];

// Types that could not be found would be accepted as anything.
// @ts-expect-error
useClerkAuth satisfies string;
// @ts-expect-error
useClerkReactAuth satisfies string;

export function narrowed(state: CurrentUserState): User {
  if (state.status === "error") throw state.error;
  // @ts-expect-error Only who is authenticated is a user.
  const tooEarly: User = state.user;
  return state.isAuthenticated ? state.user : tooEarly;
}
