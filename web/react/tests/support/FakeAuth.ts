import { useSyncExternalStore } from "react";
import type { Auth } from "../../src/index.js";

/** An identity provider whose person signs in and out at the test's word. */
export class FakeAuth {
  /** What each token was asked for with. */
  readonly asked: ({ skipCache?: boolean } | undefined)[] = [];
  /** What happens instead of handing out the next token. */
  instead: (() => Promise<string | null>) | null = null;
  /** The subject of the tokens, when it is not the user's id. */
  subject: string | null = null;
  #state: Pick<Auth, "isLoaded" | "isSignedIn" | "userId" | "sessionId"> = { isLoaded: false, isSignedIn: undefined, userId: undefined };
  readonly #listeners = new Set<() => void>();

  readonly useAuth = (): Auth => {
    const state = useSyncExternalStore(this.#subscribe, () => this.#state, () => this.#state);
    const { userId } = state;
    // A new function at each render, as many identity providers hand out.
    return { ...state, getToken: async (options) => this.#token(userId, options) };
  };

  load(userId: string | null, sessionId?: string): this {
    this.#state = userId ? { isLoaded: true, isSignedIn: true, userId, sessionId } : { isLoaded: true, isSignedIn: false, userId: null };
    for (const listener of this.#listeners) listener();
    return this;
  }

  unload(): void {
    this.#state = { isLoaded: false, isSignedIn: undefined, userId: undefined };
    for (const listener of this.#listeners) listener();
  }

  #token(userId: string | null | undefined, options?: { skipCache?: boolean }): Promise<string | null> {
    this.asked.push(options);
    return this.instead?.() ?? Promise.resolve(tokenOf(this.subject ?? userId ?? "", this.asked.length));
  }

  readonly #subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** Shaped as a JWT: who it is of for the fake server, the claims, and the how many-th. */
export const tokenOf = (subject: string, number: number): string =>
  `${subject}.${Buffer.from(JSON.stringify({ sub: subject })).toString("base64url")}.${number}`;
