import { act, getConfig, render } from "@testing-library/react";
import { type ReactNode, StrictMode } from "react";
import { afterEach, beforeEach } from "vitest";
import { type CurrentUserState, OrleansUsersProvider } from "../../src/index.js";
import { type Timing, TimingContext } from "../../src/Timing.js";
import { FakeAuth } from "./FakeAuth.js";
import { FakeServer } from "./FakeServer.js";
import { Signal } from "./Signal.js";

export const hurried: Timing = {
  firstRetry: 20,
  longestRetry: 60,
  silence: 3_000,
  steady: 0,
  hidden: 10_000,
  linger: 20,
  requestTimeout: 2_000,
  staleAfter: 0,
  pollEvery: 50,
  longPoll: 1_000,
  accountChange: 20,
};

interface Options {
  strict?: boolean;
  arrivalTimeout?: number;
  timing?: Partial<Timing>;
  fetch?: typeof fetch;
  url?: string;
}

/** A server, an identity provider and a page, new for each test. */
export class TestApp {
  readonly auth = new FakeAuth();
  /** Every rendered result of {@link recorded} hooks, in order. */
  readonly frames: { userId: unknown; value: unknown }[] = [];
  readonly signal = new Signal();
  #rerender = (_node: ReactNode) => {};
  #unmount = () => {};

  constructor(readonly server: FakeServer) {}

  show(node: ReactNode, { strict = false, timing, ...props }: Options = {}): void {
    const wrap = (children: ReactNode) => {
      const app = (
        <TimingContext.Provider value={timings}>
          <OrleansUsersProvider url={this.server.url} useAuth={this.auth.useAuth} {...props}>
            {children}
          </OrleansUsersProvider>
        </TimingContext.Provider>
      );
      return strict ? <StrictMode>{app}</StrictMode> : app;
    };
    const timings = { ...hurried, ...timing };
    const { rerender, unmount } = render(wrap(node));
    this.#rerender = (changed) => rerender(wrap(changed));
    this.#unmount = unmount;
  }

  showBare(node: ReactNode): void {
    render(node);
  }

  change(node: ReactNode): void {
    this.#rerender(node);
  }

  leave(): void {
    this.#unmount();
  }

  signIn(userId: string | null, sessionId?: string): void {
    act(() => void this.auth.load(userId, sessionId));
  }

  /** A component that does nothing but call the hook, and a way to what it returned. */
  recorded<T>(hook: () => T) {
    const values: T[] = [];
    const Recorder = () => {
      const { userId } = this.auth.useAuth();
      const value = hook();
      values.push(value);
      this.frames.push({ userId, value });
      queueMicrotask(() => this.signal.raise());
      return null;
    };
    const last = (): T => values.at(-1)!;
    const until = async (isTrue: (value: T) => boolean, what = "a render"): Promise<T> => {
      const there = () => values.length > 0 && isTrue(last());
      // Outside of act, so that each change is rendered when it would be in a page.
      await getConfig().asyncWrapper(() => this.signal.until(there, () => `${what}, last was ${JSON.stringify(values.at(-1))}`));
      return last();
    };
    return { Recorder, values, last, until };
  }

  /** As {@link recorded}, for the hooks that return the current user. */
  user(hook: () => CurrentUserState) {
    const recorded = this.recorded(hook);
    const reaches = (status: CurrentUserState["status"]) => recorded.until((state) => state.status === status, status);
    return { ...recorded, reaches };
  }
}

export function useTestApp(): { app: TestApp; server: FakeServer; auth: FakeAuth } {
  const test = {} as { app: TestApp; server: FakeServer; auth: FakeAuth };
  beforeEach(async () => {
    test.server = await FakeServer.start();
    test.app = new TestApp(test.server);
    test.auth = test.app.auth;
  });
  afterEach(async () => {
    test.app.leave();
    await test.server.stop();
  });
  return test;
}
