import { createParser } from "eventsource-parser";
import { abortable } from "./abortable.js";
import type { Api } from "./Api.js";
import { Backoff } from "./Backoff.js";
import { Deadline } from "./Deadline.js";
import { onHidden, untilVisible } from "./hidden.js";
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
  #isBrokenOff = false;
  #isResting = false;
  #openedAt = Infinity;

  constructor(private readonly api: Api, private readonly timing: Timing, private readonly listener: LiveListener) {}

  /** Asks again, at once and on a new connection, for the user as it is rather than for the changes since the last event. */
  confirm(): void {
    this.#lastEventId = "";
    this.#breakOff();
  }

  /** Connects again and again until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.timing);
    let endedEarly = false;
    while (!signal.aborted) {
      if (this.#isResting) await untilVisible(signal);
      this.#isResting = false;
      this.#openedAt = Infinity;
      const failure = await this.#connect(signal);
      if (signal.aborted) return;
      const early = Date.now() - this.#openedAt < this.timing.steady;
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

  #breakOff(): void {
    this.#isBrokenOff = true;
    this.#deadline?.end();
  }

  // A browser opens six connections to a server, and each live one of a tab that nobody sees would take one from those that somebody does.
  #rest(): void {
    this.#isResting = true;
    this.#breakOff();
  }

  /** Null once the connection has ended in good order. */
  async #connect(signal: AbortSignal): Promise<OrleansUsersError | null> {
    const deadline = (this.#deadline = new Deadline(signal, this.timing.silence));
    this.#isBrokenOff = false;
    const stopChecking = onReturn(["online", "visible"], () => deadline.check());
    const stopResting = onHidden(this.timing.hidden, () => this.#rest());
    try {
      await this.#follow(deadline);
      return null;
    } catch (error) {
      return this.#isBrokenOff ? null : OrleansUsersError.from(deadline.signal.aborted ? deadline.signal.reason : error);
    } finally {
      stopChecking();
      stopResting();
      deadline.end();
    }
  }

  async #follow(deadline: Deadline): Promise<void> {
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (this.#lastEventId) headers["Last-Event-ID"] = this.#lastEventId;
    const response = await this.api.send("/users/current/live", deadline.signal, { headers, cache: "no-store" });
    if (!response.body || !response.headers.get("Content-Type")?.startsWith("text/event-stream"))
      throw new OrleansUsersError("unavailable", "The address answers, but not as the API does.", { status: response.status });
    this.#openedAt = Date.now();
    deadline.heard();
    this.listener.opened();
    const decoder = new TextDecoder();
    const parser = createParser({
      onEvent: ({ id, event, data }) => {
        // What a stopped connection had read is not heard by anyone, and must not count as heard.
        if (deadline.signal.aborted) return;
        this.#lastEventId = id ?? this.#lastEventId;
        if (event === "user") this.listener.said(JSON.parse(data) as User | null);
      },
      onRetry: (milliseconds) => (this.#retry = milliseconds),
    });
    const reader = response.body.getReader();
    const read = () => abortable(reader.read(), deadline.signal);
    deadline.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    for (let chunk = await read(); !chunk.done; chunk = await read()) {
      if (deadline.signal.aborted) return;
      deadline.heard();
      parser.feed(decoder.decode(chunk.value, { stream: true }));
    }
  }
}
