import { useEffect, useState } from "react";
import { useAction, type Action } from "../call/useAction";
import { useCall, type Call } from "../call/useCall";
import { get } from "../call/send";
import { callOf, type Search } from "./search";
import type { ListedUser, UserPage } from "./user";

interface UserPages {
  first: Call<UserPage>;
  users: ListedUser[];
  /** Where the next page begins; null when all are there. */
  after: string | null;
  more: Action<[]>;
}

/** The users that a search finds, page by page. The list of the search before stays until there is a new one. */
export function useUserPages(search: Search): UserPages {
  const first = useCall<UserPage>(callOf(search), { keeps: true });
  const [rest, setRest] = useState<{ of: UserPage | null; pages: UserPage[] }>({ of: null, pages: [] });
  // Pages of an earlier answer do not follow this one.
  const pages = rest.of === first.data ? rest.pages : [];
  const after = (pages.at(-1) ?? first.data)?.after ?? null;

  const more = useAction(async () => {
    const page = await get<UserPage>(callOf(search, after!));
    setRest({ of: first.data, pages: [...pages, page] });
    return null;
  });
  const { clear } = more;
  useEffect(clear, [first.data]);

  return { first, users: [first.data, ...pages].flatMap(page => page?.items ?? []), after, more };
}
