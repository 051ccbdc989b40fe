/** The signed-in user as the server keeps it. Times are ISO 8601 in UTC. */
export interface User {
  id: string;
  externalId: string;
  provider: string;
  name: string;
  firstName: string | null;
  lastName: string | null;
  username: string | null;
  email: string | null;
  emailVerified: boolean;
  phoneNumber: string | null;
  imageUrl: string | null;
  publicMetadata: Record<string, unknown> | null;
  /** The id of your own systems, which the provider keeps: Clerk's `external_id`. */
  referenceId: string | null;
  tokenIdentifiers: string[];
  banned: boolean;
  locked: boolean;
  createdAt: string;
  updatedAt: string;
  lastSignInAt: string | null;
  lastActiveAt: string | null;
  /** Grows with every change of this user. */
  version: number;
}

/** What any signed-in user may know of another. */
export interface PublicProfile {
  id: string;
  name: string;
  username: string | null;
  imageUrl: string | null;
}
