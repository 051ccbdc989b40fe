import type { Message } from "../../src/index.js";
import type { FakeUsers } from "./FakeUsers.js";

const pageSize = 50;

/** The messages of the fake server. */
export class FakeMessages {
  readonly #all: Omit<Message, "author">[] = [];

  constructor(private readonly users: FakeUsers) {}

  add(userId: string, body: string, channel = "general"): Message {
    const message = { id: `m${this.#all.length}`, channel, body, userId, createdAt: "2026-01-01T00:00:00.000Z" };
    this.#all.push(message);
    return this.#shown(message);
  }

  post(userId: string, { body, channel }: { body: string; channel?: string }) {
    if (body === "") return { status: 400, title: "Write something." };
    if (!this.users.get(userId)) return { status: 403, title: "Only stored users have messages." };
    return { status: 201, json: this.add(userId, body, channel) };
  }

  page(query: URLSearchParams) {
    const all = this.#all.filter(({ channel }) => channel === (query.get("channel") ?? "general"));
    const end = Number(query.get("before") ?? all.length);
    const start = Math.max(0, end - pageSize);
    return { items: all.slice(start, end).map((message) => this.#shown(message)), before: start > 0 ? String(start) : null };
  }

  #shown(message: Omit<Message, "author">): Message {
    return { ...message, author: this.users.get(message.userId)?.name ?? "Anonymous" };
  }
}
