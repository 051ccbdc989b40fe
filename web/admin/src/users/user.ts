/** A user as the server answers it. Only the members that the page uses. */
export interface User {
  id: string;
  provider: string;
  name: string;
  email: string | null;
  emailVerified: boolean;
  tokenIdentifiers: string[];
  banned: boolean;
  locked: boolean;
  updatedAt: string;
  version: number;
}

export interface DeletedUser {
  id: string;
  provider: string;
  deletedAt: string;
  version: number;
}

export type ListedUser = User | DeletedUser;

export interface UserPage {
  items: ListedUser[];
  after: string | null;
}
