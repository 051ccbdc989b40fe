import { OrleansUsersError } from "./OrleansUsersError.js";
import type { User } from "./User.js";

/** The user in an answer of `/users/current`; null when the server says that there is none. */
export async function userIn(response: Response): Promise<User | null> {
  if (response.status === 404) {
    const why = await OrleansUsersError.of(response);
    if (why.isFromApi) return null;
    throw why;
  }
  const user = (await response.json().catch(() => null)) as User | null;
  if (typeof user?.id !== "string") throw OrleansUsersError.strange(response);
  return user;
}
