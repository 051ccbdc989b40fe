import type { Message } from "./Message.js";

/** Messages as the server hands them out: oldest first, and the cursor to those before. */
export interface Page {
  items: readonly Message[];
  before: string | null;
}

/**
 * The messages of one channel that were read so far: one stretch without gaps up to the newest,
 * and own ones that no page has brought yet.
 */
export class Timeline {
  static readonly empty = new Timeline([], null, []);
  readonly messages: Message[];

  private constructor(private readonly read: readonly Message[], readonly before: string | null, readonly sent: readonly Message[]) {
    this.messages = [...read, ...sent];
  }

  /** Whether there may be messages between this page and what was read before. */
  isApartFrom(page: Page): boolean {
    const ids = idsOf(page.items);
    return this.read.length > 0 && page.before !== null && !this.read.some(({ id }) => ids.has(id));
  }

  /** `known` are the own messages sent before the page was asked for: it has them, or they are older than it. */
  withNewest(page: Page, known: readonly Message[]): Timeline {
    const apart = this.isApartFrom(page);
    const ids = idsOf(page.items);
    // A page has the names as they are now, and the same people wrote what is not read again.
    const names = new Map(page.items.map(({ userId, author }) => [userId, author]));
    const named = (message: Message) => withAuthor(message, names.get(message.userId) ?? message.author);
    const older = apart ? [] : this.read.filter(({ id }) => !ids.has(id)).map(named);
    const sent = this.sent.filter((message) => !known.includes(message) && !ids.has(message.id)).map(named);
    const before = apart || this.read.length === 0 ? page.before : this.before;
    return new Timeline([...older, ...page.items.map((message) => this.#sameAs(message))], before, sent);
  }

  withOlder(page: Page): Timeline {
    const ids = idsOf(this.messages);
    return new Timeline([...page.items.filter(({ id }) => !ids.has(id)), ...this.read], page.before, this.sent);
  }

  withSent(message: Message): Timeline {
    if (idsOf(this.messages).has(message.id)) return this;
    return new Timeline(this.read, this.before, [...this.sent, message]);
  }

  withAuthor(userId: string, author: string): Timeline {
    const renamed = (message: Message) => (message.userId === userId ? withAuthor(message, author) : message);
    return new Timeline(this.read.map(renamed), this.before, this.sent.map(renamed));
  }

  #sameAs(message: Message): Message {
    const known = this.messages.find(({ id }) => id === message.id);
    return known && JSON.stringify(known) === JSON.stringify(message) ? known : message;
  }
}

/** One page of two that follow each other. */
export const joined = (older: Page, newer: Page): Page => {
  const ids = idsOf(newer.items);
  return { items: [...older.items.filter(({ id }) => !ids.has(id)), ...newer.items], before: older.before };
};

const withAuthor = (message: Message, author: string): Message => (message.author === author ? message : { ...message, author });

const idsOf = (messages: readonly Message[]): Set<string> => new Set(messages.map(({ id }) => id));
