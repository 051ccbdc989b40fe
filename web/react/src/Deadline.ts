import { abort, onAbort, reasonOf } from "./abort.js";
import { OrleansUsersError } from "./OrleansUsersError.js";

/** A signal that aborts with its parent, or when too much time goes by without `heard()`. */
export class Deadline {
  /** The time went by. */
  isOver = false;
  readonly #controller = new AbortController();
  readonly #leave: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;

  constructor(parent: AbortSignal, private readonly milliseconds: number) {
    this.#leave = onAbort(parent, () => abort(this.#controller, reasonOf(parent)));
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    this.#last = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#expire, this.milliseconds);
  }

  /** Timers stand still while a machine sleeps; its clock does not. */
  check(): void {
    if (Date.now() - this.#last > this.milliseconds) this.#expire();
  }

  /** To be called when there is nothing to wait for any more. Lets go of whatever still uses the signal. */
  end(): void {
    clearTimeout(this.#timer);
    this.#leave();
    abort(this.#controller, new OrleansUsersError("unavailable", "Not waited for any more."));
  }

  readonly #expire = () => {
    this.isOver = !this.signal.aborted;
    abort(this.#controller, new OrleansUsersError("unavailable", "The server did not answer in time."));
  };
}
