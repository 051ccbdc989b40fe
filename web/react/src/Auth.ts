/** What the identity provider says about this browser: Clerk's `useAuth`, or anything of its shape. */
export interface Auth {
  isLoaded: boolean;
  isSignedIn: boolean | undefined;
  /** Who is signed in. A change of it is a change of identity: nothing of the one before is shown any more. */
  userId: string | null | undefined;
  /** A token that is valid now, or null while there is none. `skipCache` asks for one that was not handed out before. */
  getToken: (options?: { skipCache?: boolean }) => Promise<string | null>;
}

/** The identity in `auth`: undefined while it is not known, null when nobody is signed in. */
export const identityOf = ({ isLoaded, isSignedIn, userId }: Auth): string | null | undefined =>
  isLoaded ? (isSignedIn && userId) || null : undefined;
