import { abort, abortable, onAbort, reasonOf } from "./abort.js";
import type { Api } from "./Api.js";
import { Backoff } from "./Backoff.js";
import { Deadline } from "./Deadline.js";
import { onHidden, untilVisible } from "./hidden.js";
import { onReturn } from "./onReturn.js";
import { OrleansUsersError } from "./OrleansUsersError.js";
import { pause } from "./pause.js";
import { readEvents } from "./readEvents.js";
import { hasStreams, isStream } from "./streams.js";
import type { Timing } from "./Timing.js";
import type { User } from "./User.js";
import { userIn } from "./userIn.js";

/** What a live connection has to tell. */
export interface LiveListener {
  opened(): void;
  said(user: User | null): void;
  /** There is no connection, and the next attempt has to wait. */
  lost(why: OrleansUsersError): void;
}

/**
 * The signed-in user as the server sees it, now and after each change, over one connection after the other. Where answers cannot be read
 * as they come, a connection is one request after the other: held by the server until the user is stored, and every few seconds then.
 */
export class LiveUser {
  #lastEventId = "";
  #retry: number | null = null;
  #deadline: Deadline | null = null;
  #isBrokenOff = false;
  #isResting = false;
  #openedAt = Infinity;
  /** Whether answers can be read as they come; null while the next answer has to show it. */
  #canStream: boolean | null = hasStreams() || null;
  #hasRead = false;
  #silentStreams = 0;

  constructor(private readonly api: Api, private readonly timing: Timing, private readonly listener: LiveListener) {}

  /** Asks again, at once and on a new connection, for the user as it is rather than for the changes since the last event. */
  confirm(): void {
    this.#lastEventId = "";
    this.#breakOff();
  }

  /** Connects again and again until the signal aborts or the person has to sign in again. */
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
      if (why.code === "sign-in-required") return;
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
      if (this.#isBrokenOff) return null;
      if (deadline.isOver) this.#doubtStreams();
      return OrleansUsersError.from(deadline.signal.aborted ? reasonOf(deadline.signal) : error);
    } finally {
      stopChecking();
      stopResting();
      deadline.end();
    }
  }

  async #follow(deadline: Deadline): Promise<void> {
    if (!this.#canStream) await this.#poll(deadline);
    await this.#stream(deadline);
  }

  /** Something on the way may hold a stream back until it is complete, while it passes on a plain answer. */
  #doubtStreams(): void {
    if (this.#canStream && !this.#hasRead) this.#canStream = ++this.#silentStreams < 2 ? null : false;
  }

  /** Returns when an answer has shown that it can be read as it comes. */
  async #poll(deadline: Deadline): Promise<void> {
    // The first answer says how things are; one that waits says nothing until they change.
    for (let isStored = true; !deadline.signal.aborted; ) {
      const query = isStored ? "" : `?wait=${this.timing.longPoll / 1000}`;
      const response = await this.api.send(`/users/current${query}`, deadline.signal, {}, 404);
      const user = await abortable(userIn(response), deadline.signal);
      if (deadline.signal.aborted) return;
      deadline.heard();
      this.#openedAt = Math.min(this.#openedAt, Date.now());
      this.listener.opened();
      this.listener.said(user);
      this.#canStream ??= isStream(response);
      if (this.#canStream) return;
      isStored = user !== null;
      await pause(isStored ? this.timing.pollEvery : this.timing.firstRetry, deadline.signal, { early: true });
    }
  }

  async #stream(deadline: Deadline): Promise<void> {
    this.#hasRead = false;
    const request = new AbortController();
    onAbort(deadline.signal, () => abort(request, reasonOf(deadline.signal)));
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (this.#lastEventId) headers["Last-Event-ID"] = this.#lastEventId;
    const response = await this.api.send("/users/current/live", request.signal, { headers, cache: "no-store" });
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) throw OrleansUsersError.strange(response);
    if (!isStream(response)) {
      abort(request, new OrleansUsersError("unavailable", "Nobody can read this answer."));
      this.#canStream = false;
      return this.#poll(deadline);
    }
    this.#openedAt = Date.now();
    deadline.heard();
    this.listener.opened();
    await readEvents(response.body!.getReader(), deadline.signal, {
      onBytes: () => {
        deadline.heard();
        this.#hasRead = true;
        this.#silentStreams = 0;
      },
      onEvent: ({ id, event, data }) => {
        this.#lastEventId = id ?? this.#lastEventId;
        if (event === "user") this.listener.said(JSON.parse(data) as User | null);
      },
      onRetry: (milliseconds) => (this.#retry = milliseconds),
    });
  }
}
