import type { Api } from "./Api.js";
import { Backoff } from "./Backoff.js";
import { Deadline } from "./Deadline.js";
import { EventStream } from "./EventStream.js";
import { onReturn } from "./onReturn.js";
import { OrleansUsersError } from "./OrleansUsersError.js";
import type { Timing } from "./Timing.js";
import type { User } from "./User.js";

/** What a live connection has to tell. */
export interface LiveListener {
  opened(): void;
  said(user: User | null): void;
  /** There is no connection, and the next attempt has to wait. */
  lost(why: OrleansUsersError): void;
}

/** The signed-in user as the server sees it, now and after each change, over one connection after the other. */
export class LiveUser {
  #lastEventId = "";
  #retry: number | null = null;
  #deadline: Deadline | null = null;
  #isConfirming = false;

  constructor(private readonly api: Api, private readonly timing: Timing, private readonly listener: LiveListener) {}

  /** Asks again, at once and on a new connection, for the user as it is rather than for the changes since the last event. */
  confirm(): void {
    this.#lastEventId = "";
    this.#isConfirming = true;
    this.#deadline?.end();
  }

  /** Connects again and again until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.timing);
    let endedEarly = false;
    while (!signal.aborted) {
      const start = Date.now();
      const failure = await this.#connect(signal);
      if (signal.aborted) return;
      const early = Date.now() - start < this.timing.steady;
      if (!early) backoff.reset();
      // A server ends connections when their token expires, and when it stops: no trouble, unless it does nothing else.
      const atOnce = failure === null && !(early && endedEarly);
      endedEarly = early && (failure === null || endedEarly);
      if (atOnce) continue;
      const why = failure ?? new OrleansUsersError("unavailable", "The server ends each live connection at once.");
      this.listener.lost(why);
      backoff.first = this.#retry;
      await backoff.wait(why, signal);
    }
  }

  /** Null once the server has ended the connection in good order. */
  async #connect(signal: AbortSignal): Promise<OrleansUsersError | null> {
    const deadline = (this.#deadline = new Deadline(signal, this.timing.silence));
    this.#isConfirming = false;
    const stop = onReturn(["online", "visible"], () => deadline.check());
    try {
      await this.#follow(deadline);
      return null;
    } catch (error) {
      return this.#isConfirming ? null : OrleansUsersError.from(deadline.signal.aborted ? deadline.signal.reason : error);
    } finally {
      stop();
      deadline.end();
    }
  }

  async #follow(deadline: Deadline): Promise<void> {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (this.#lastEventId) headers["Last-Event-ID"] = this.#lastEventId;
    const response = await this.api.send("/users/current/live", deadline.signal, { headers, cache: "no-store" });
    if (!response.body || !response.headers.get("Content-Type")?.startsWith("text/event-stream"))
      throw new OrleansUsersError("unavailable", "The address answers, but not with a user: it may not be that of the API.", { status: response.status });
    deadline.heard();
    this.listener.opened();
    const stream = new EventStream(this.#lastEventId);
    const reader = response.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      // An aborted stream may still hand over what it had read before.
      if (deadline.signal.aborted) return;
      deadline.heard();
      const events = stream.push(read.value);
      this.#lastEventId = stream.lastEventId;
      this.#retry = stream.retry;
      for (const event of events) {
        if (deadline.signal.aborted) return;
        if (event.type === "user") this.listener.said(JSON.parse(event.data) as User | null);
      }
    }
  }
}
