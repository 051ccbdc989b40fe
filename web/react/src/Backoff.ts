import type { OrleansUsersError } from "./OrleansUsersError.js";
import { pause } from "./pause.js";
import type { Timing } from "./Timing.js";

/**
 * Waits longer after each failure, by chance between nothing and the bound,
 * so that clients of a restarted server do not come all at once.
 */
export class Backoff {
  #failures = 0;

  constructor(private readonly timing: Pick<Timing, "firstRetry" | "longestRetry">, private readonly random = Math.random) {}

  /** A first wait that the server asked for, in milliseconds. */
  first: number | null = null;

  reset(): void {
    this.#failures = 0;
  }

  next(): number {
    const bound = (this.first ?? this.timing.firstRetry) * 2 ** this.#failures++;
    return this.random() * Math.min(bound, this.timing.longestRetry);
  }

  /** Ends early when the person comes back or the network does, though never before the time that the server asked for. */
  async wait(after: OrleansUsersError, signal: AbortSignal): Promise<void> {
    const delay = this.next();
    if (after.retryAfter) await pause(after.retryAfter, signal, { early: false });
    await pause(delay, signal, { early: true });
  }
}
