import { useSyncExternalStore } from "react";

/** A value outside of React that several parts of the page read, kept over a reload where it has a key. */
export interface Stored<T> {
  read(): T;
  write(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function stored<T>(initial: T, key?: string): Stored<T> {
  const listeners = new Set<() => void>();
  let value = (key === undefined ? undefined : restored<T>(key)) ?? initial;
  return {
    read: () => value,
    write: next => {
      value = next;
      if (key !== undefined) sessionStorage.setItem(key, JSON.stringify(next));
      for (const listener of listeners) listener();
    },
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStored<T>(store: Stored<T>): T {
  return useSyncExternalStore(store.subscribe, store.read);
}

function restored<T>(key: string): T | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}
