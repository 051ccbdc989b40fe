import { useSyncExternalStore } from "react";
import type { Auth } from "../../src/index.js";

/** An identity provider whose person signs in and out at the test's word. */
export class FakeAuth {
  /** What each token was asked for with. */
  readonly asked: ({ skipCache?: boolean } | undefined)[] = [];
  /** What happens instead of handing out the next token. */
  instead: (() => Promise<string | null>) | null = null;
  #state: Pick<Auth, "isLoaded" | "isSignedIn" | "userId"> = { isLoaded: false, isSignedIn: undefined, userId: undefined };
  readonly #listeners = new Set<() => void>();

  readonly useAuth = (): Auth => {
    const state = useSyncExternalStore(this.#subscribe, () => this.#state, () => this.#state);
    const { userId } = state;
    // A new function at each render, as many identity providers hand out.
    return { ...state, getToken: async (options) => this.#token(userId, options) };
  };

  load(userId: string | null): this {
    this.#state = userId ? { isLoaded: true, isSignedIn: true, userId } : { isLoaded: true, isSignedIn: false, userId: null };
    for (const listener of this.#listeners) listener();
    return this;
  }

  unload(): void {
    this.#state = { isLoaded: false, isSignedIn: undefined, userId: undefined };
    for (const listener of this.#listeners) listener();
  }

  #token(userId: string | null | undefined, options?: { skipCache?: boolean }): Promise<string | null> {
    this.asked.push(options);
    return this.instead?.() ?? Promise.resolve(`${userId}.${this.asked.length}`);
  }

  readonly #subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
