import { stored } from "@example/page/stored";

/** The key is in the memory of this tab only: a reload forgets it. */
export interface Session {
  key: string | null;
  /** Why there is no key any more. */
  message: string | null;
}

export const session = stored<Session>({ key: null, message: null });

export const signOut = () => session.write({ key: null, message: null });
