import type { Api } from "./Api.js";
import { Backoff } from "./Backoff.js";
import { isFinal, OrleansUsersError } from "./OrleansUsersError.js";
import type { Timing } from "./Timing.js";
import type { User } from "./User.js";

/** What the call to store has to tell. */
export interface StoreListener {
  stored(user: User): void;
  failed(why: OrleansUsersError): void;
}

/** Has one identity stored, once, however often that is asked for. */
export class StoredUser {
  isWanted = false;
  #isDone = false;
  #running: AbortSignal | null = null;

  constructor(private readonly api: Api, private readonly timing: Timing, private readonly listener: StoreListener) {}

  async run(signal: AbortSignal): Promise<void> {
    if (!this.isWanted || (this.#running && !this.#running.aborted)) return;
    this.#running = signal;
    const backoff = new Backoff(this.timing);
    while (!this.#isDone && !signal.aborted) {
      const failure = await this.#attempt(signal);
      if (failure) await backoff.wait(failure, signal);
    }
    if (this.#running === signal) this.#running = null;
  }

  /** The failure after which another attempt makes sense. */
  async #attempt(signal: AbortSignal): Promise<OrleansUsersError | null> {
    try {
      const user = await this.api.json<User>("/users/store", signal, { method: "POST" });
      if (signal.aborted) return null;
      this.#isDone = true;
      this.listener.stored(user);
      return null;
    } catch (error) {
      if (signal.aborted) return null;
      const why = OrleansUsersError.from(error);
      this.#isDone = isFinal(why);
      this.listener.failed(why);
      return this.#isDone ? null : why;
    }
  }
}
