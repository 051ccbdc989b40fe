import type { Api } from "./Api.js";
import type { Message } from "./Message.js";
import { isVisible, onReturn } from "./onReturn.js";
import { OrleansUsersError } from "./OrleansUsersError.js";
import { joined, type Page, Timeline } from "./Timeline.js";
import type { User } from "./User.js";

/** More pages than this are not read to close a gap: who was away for so long starts from the newest. */
const mostPagesOfOneRefresh = 5;

/** What is known of the messages of one channel. */
export interface MessagesState {
  /** Oldest first. */
  messages: Message[];
  isLoading: boolean;
  /** Why the last reading failed. */
  error: OrleansUsersError | null;
  hasOlder: boolean;
}

export const noMessages: MessagesState = { messages: [], isLoading: false, error: null, hasOlder: false };
export const messagesLoading: MessagesState = { ...noMessages, isLoading: true };

/** One channel as one identity reads it, shared by all components that show it or write to it. */
export class MessageLog {
  #timeline = Timeline.empty;
  #state = messagesLoading;
  #reading = Promise.resolve();
  #waiting = 0;
  #isRefreshWaiting = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopWatching = () => {};
  readonly #views = new Map<() => void, number>();

  constructor(private readonly channel: string, private readonly api: Api, private readonly ended: AbortSignal, private own: User | null) {
    ended.addEventListener("abort", () => this.#rest(), { once: true });
  }

  readonly snapshot = (): MessagesState => this.#state;

  /** Reads now, and again every so many milliseconds while the page is visible; 0 for never. */
  show(listener: () => void, refreshEvery: number): () => void {
    if (this.#views.size === 0 && !this.ended.aborted) {
      this.#stopWatching = onReturn(["focus", "visible", "online"], this.#renew);
      this.#renew();
    }
    this.#views.set(listener, refreshEvery);
    this.#schedule();
    return () => {
      this.#views.delete(listener);
      if (this.#views.size === 0) this.#rest();
    };
  }

  readonly refresh = (): void => {
    if (this.#isRefreshWaiting) return;
    this.#isRefreshWaiting = true;
    void this.#inTurn(async () => {
      this.#isRefreshWaiting = false;
      clearTimeout(this.#timer);
      await this.#readNewest();
    });
  };

  readonly loadOlder = (): Promise<void> =>
    this.#inTurn(async () => {
      if (this.#timeline.before !== null) this.#timeline = this.#timeline.withOlder(await this.#read(this.#timeline.before));
    });

  readonly send = async (body: string): Promise<Message> => {
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ body, channel: this.channel }) };
    const message = await this.api.json<Message>("/messages", this.ended, init);
    this.#timeline = this.#timeline.withSent(message);
    this.#tell({});
    this.refresh();
    return message;
  };

  ownChanged(user: User | null): void {
    const before = this.own;
    this.own = user;
    if (!before) return;
    // Pages that are not read again have the author's name as well.
    this.#timeline = this.#timeline.withAuthor(before.id, user?.name ?? "Anonymous");
    this.#tell({});
    if (this.#views.size > 0) this.refresh();
  }

  async #readNewest(): Promise<void> {
    const sent = this.#timeline.sent;
    let page = await this.#read(null);
    for (let pages = 1; pages < mostPagesOfOneRefresh && page.before !== null && this.#timeline.isApartFrom(page); pages++)
      page = joined(await this.#read(page.before), page);
    this.#timeline = this.#timeline.withNewest(page, sent);
  }

  #read(before: string | null): Promise<Page> {
    // Not by URLSearchParams, which React Native has in part only.
    const query = `channel=${encodeURIComponent(this.channel)}${before === null ? "" : `&before=${encodeURIComponent(before)}`}`;
    return this.api.json<Page>(`/messages?${query}`, this.ended);
  }

  /** One request at a time, and a failure is part of the state. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#waiting++;
    return (this.#reading = this.#reading.then(work).then(
      () => this.#answered(null),
      (error: unknown) => this.#answered(OrleansUsersError.from(error)),
    ));
  }

  #answered(error: OrleansUsersError | null): void {
    this.#waiting--;
    if (this.ended.aborted) return;
    this.#tell({ isLoading: false, error });
    this.#schedule(error?.retryAfter);
  }

  readonly #renew = (): void => {
    if (this.#waiting === 0) this.refresh();
  };

  #schedule(atLeast = 0): void {
    clearTimeout(this.#timer);
    const every = Math.min(...[...this.#views.values()].filter((each) => each > 0));
    if (Number.isFinite(every)) this.#timer = setTimeout(() => isVisible() && this.#renew(), Math.max(every, atLeast));
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#stopWatching();
  }

  #tell(news: Partial<MessagesState>): void {
    const { messages, before } = this.#timeline;
    const isSame =
      messages.length === this.#state.messages.length &&
      messages.every((message, index) => message === this.#state.messages[index]);
    this.#state = { ...this.#state, ...news, messages: isSame ? this.#state.messages : messages, hasOlder: before !== null };
    for (const listener of this.#views.keys()) listener();
  }
}
