import { abort } from "./abort.js";
import type { Api } from "./Api.js";
import { type CurrentUserState, type Facts, nothingKnown, stateOf } from "./CurrentUserState.js";
import { LiveUser } from "./LiveUser.js";
import { OrleansUsersError } from "./OrleansUsersError.js";
import { StoredUser } from "./StoredUser.js";
import type { Timing } from "./Timing.js";
import type { User } from "./User.js";

/** What one identity's live connection and its call to store say, put together. Both run while somebody listens. */
export class CurrentUser {
  #facts = nothingKnown;
  #state: CurrentUserState;
  #live: LiveUser;
  #store: StoredUser;
  #run: AbortController | null = null;
  #arrival: ReturnType<typeof setTimeout> | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;
  /** The user is known from storing only: a `null` of the live connection may be from before. */
  #isUnconfirmed = false;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly api: Api,
    private readonly timing: Timing,
    private readonly ended: AbortSignal,
    /** Told of each change, and null once the user is deleted. */
    private readonly changed: (user: User | null) => void,
    private readonly startedOver: () => void,
  ) {
    this.#state = stateOf(this.#facts, this.retry);
    this.#live = this.#newLive();
    this.#store = this.#newStore();
    ended.addEventListener("abort", () => this.#stop(), { once: true });
  }

  readonly snapshot = (): CurrentUserState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    clearTimeout(this.#closing);
    this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#closing = setTimeout(() => this.#stop(), this.timing.linger);
    };
  };

  /** Has the user stored from the claims of its token, once. */
  readonly keepStored = (): void => {
    this.#store.isWanted = true;
    if (this.#run) void this.#store.run(this.#run.signal);
  };

  readonly retry = (): void => {
    if (this.ended.aborted) return;
    const isWanted = this.#store.isWanted;
    this.#stop();
    this.api.tokens.startOver();
    this.#live = this.#newLive();
    this.#store = this.#newStore();
    this.#store.isWanted = isWanted;
    this.#learn(nothingKnown);
    if (this.#listeners.size > 0) this.#start();
    this.startedOver();
  };

  #start(): void {
    if (this.#run || this.ended.aborted) return;
    const { signal } = (this.#run = new AbortController());
    this.#arrival = setTimeout(() => this.#learn({ isLate: true }), this.api.settings.arrivalTimeout);
    void this.#live.run(signal);
    void this.#store.run(signal);
  }

  #stop(): void {
    clearTimeout(this.#arrival);
    clearTimeout(this.#closing);
    if (this.#run) abort(this.#run, new OrleansUsersError("unavailable", "Nobody listens any more."));
    this.#run = null;
    if (!this.ended.aborted) this.#learn({ isLive: false });
  }

  #newLive(): LiveUser {
    return new LiveUser(this.api, this.timing, {
      opened: () => this.#learn({ isLive: true, liveTrouble: null, barrier: null }),
      said: (user) => (user ? this.#saidStored(user) : this.#saidAbsent()),
      lost: (why) => this.#learn({ isLive: false, liveTrouble: why, ...barrierOf(why) }),
    });
  }

  #newStore(): StoredUser {
    return new StoredUser(this.api, this.timing, {
      stored: (user) => {
        if (this.#facts.deletion) return;
        this.#isUnconfirmed ||= this.#facts.user === null;
        this.#learn({ user: this.#newest(user), storeTrouble: null, barrier: null });
      },
      failed: (why) =>
        this.#learn(why.code === "deleted" ? { user: null, deletion: why } : { storeTrouble: why, ...barrierOf(why) }),
    });
  }

  #saidStored(user: User): void {
    const isOvertaken = this.#isUnconfirmed && this.#newest(user) !== user;
    if (isOvertaken) return;
    this.#isUnconfirmed = false;
    this.#learn({ user, deletion: null, isAbsent: false });
  }

  #saidAbsent(): void {
    const { user, deletion } = this.#facts;
    if (this.#isUnconfirmed) {
      this.#isUnconfirmed = false;
      this.#live.confirm();
    } else if (user) {
      this.#learn({ user: null, deletion: new OrleansUsersError("deleted", "This user was deleted."), isAbsent: true });
    } else if (!deletion) {
      this.#learn({ isAbsent: true });
    }
  }

  #newest(user: User): User {
    const known = this.#facts.user;
    return known && known.id === user.id && known.version > user.version ? known : user;
  }

  #learn(news: Partial<Facts>): void {
    const before = this.#facts.user;
    this.#facts = { ...this.#facts, ...news };
    const { user } = this.#facts;
    // A new connection repeats the user; who renders by identity must not notice.
    if (before && user && JSON.stringify(before) === JSON.stringify(user)) this.#facts.user = before;
    const state = stateOf(this.#facts, this.retry);
    if (isSame(state, this.#state)) return;
    this.#state = state;
    // Starting over takes the user away as well, and says nothing about it.
    if (this.#facts.user !== before && (this.#facts.user || this.#facts.deletion)) this.changed(this.#facts.user);
    for (const listener of this.#listeners) listener();
  }
}

const barrierOf = (why: OrleansUsersError): Pick<Facts, "barrier"> | null =>
  why.code === "banned" || why.code === "sign-in-required" ? { barrier: why } : null;

const isSame = (one: CurrentUserState, other: CurrentUserState): boolean =>
  one.status === other.status &&
  one.isLive === other.isLive &&
  one.user === other.user &&
  one.error?.code === other.error?.code &&
  one.error?.message === other.error?.message;
