import { useSyncExternalStore } from "react";

export const VIEWS = [
  { view: "users", title: "Users" },
  { view: "sync", title: "Sync" },
  { view: "webhooks", title: "Webhooks" },
  { view: "what-if", title: "What if" },
  { view: "check", title: "Check" },
] as const;

export type View = (typeof VIEWS)[number]["view"];

/** What the part of the address after the # names. An id is the only thing of a user that is ever there. */
export interface Route {
  view: View;
  userId: string | null;
}

export const hrefOf = (view: View) => `#/${view}`;

export const hrefOfUser = (id: string) => `#/users/${encodeURIComponent(id)}`;

export function useRoute(): Route {
  return parse(useSyncExternalStore(subscribe, () => location.hash));
}

function subscribe(listener: () => void) {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
}

function parse(hash: string): Route {
  const [, name, id] = /^#\/([^/]*)(?:\/(.+))?$/.exec(hash) ?? [];
  const view = VIEWS.find(one => one.view === name)?.view ?? "users";
  return { view, userId: view === "users" && id !== undefined ? decoded(id) : null };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
