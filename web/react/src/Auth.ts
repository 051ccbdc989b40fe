/** What the identity provider says about this browser: Clerk's `useAuth`, or anything of its shape. */
export interface Auth {
  isLoaded: boolean;
  isSignedIn: boolean | undefined;
  /**
   * Who is signed in: the `sub` of the tokens. A change of it is a change of identity: nothing of the one before is shown any more.
   * It may be another id of the same person; a token of somebody else is then noticed later, see the README.
   */
  userId: string | null | undefined;
  /** Which of the person's sign-ins this is. A change of it starts over, with the same `userId` as well. */
  sessionId?: string | null | undefined;
  /**
   * A token that is valid now, or null while there is none. `skipCache` asks for one that was not handed out before.
   * A rejection with `login_required` or its like, in `error`, `code` or the message, means that the person has to sign in again.
   */
  getToken: (options?: { skipCache?: boolean }) => Promise<string | null>;
}

/** The identity in `auth`: undefined while it is not known, null when nobody is signed in. */
export const identityOf = ({ isLoaded, isSignedIn, userId }: Auth): string | null | undefined =>
  isLoaded ? (isSignedIn && userId) || null : undefined;
