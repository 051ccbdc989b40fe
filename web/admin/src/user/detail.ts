import type { User } from "../users/user";

export type Source = "directory" | "token" | "linked";

/** What one source says of a field. */
export interface Said {
  value: unknown;
  source: Source;
  /** Null when it is not configured any more. */
  provider: string | null;
  at: string;
}

export interface Part extends Said {
  outweighed: Said[];
}

/** `GET /admin/users/{id}` */
export interface UserDetail {
  user: User | null;
  deletedAt: string | null;
  reinstatedAt: string | null;
  parts: Record<string, Part> | null;
}

/** `GET /admin/users/{id}/changes` */
export interface UserChanges {
  items: { version: number; kind: string; at: string }[];
  complete: boolean;
}

/** The path of a call about one user. Some proxies decode a path, but none the query. */
export const callOfUser = (id: string, call = "") => `user${call}?id=${encodeURIComponent(id)}`;

/** The provider that an id belongs to, by its form. */
export const providerOf = (id: string) => /^([a-z0-9._-]+)\|/.exec(id)?.[1] ?? "clerk";
