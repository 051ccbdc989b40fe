import { stored } from "@example/page/stored";
import { session } from "../session/session";

const PAGE = 50;

/** What the operator looks for. It is in the memory of the tab, so that the way back from a user leads to the same list. */
export interface Search {
  text: string;
  provider: string;
  isForDeleted: boolean;
}

const EVERYBODY: Search = { text: "", provider: "", isForDeleted: false };

export const search = stored<Search>(EVERYBODY);

session.subscribe(() => {
  if (session.read().key === null) search.write(EVERYBODY);
});

/** The call that lists the users. */
export function callOf({ text, provider, isForDeleted }: Search, after?: string): string {
  const query = new URLSearchParams({ limit: String(PAGE) });
  if (text.trim() !== "") query.set("search", text.trim());
  if (provider !== "") query.set("provider", provider);
  if (isForDeleted) query.set("deleted", "true");
  if (after !== undefined) query.set("after", after);
  return `users?${query}`;
}
