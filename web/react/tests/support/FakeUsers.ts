import type { ServerResponse } from "node:http";
import type { PublicProfile, User } from "../../src/index.js";

interface Stream {
  userId: string;
  response: ServerResponse;
}

/** The users of the fake server, and the live connections that hear of them. */
export class FakeUsers {
  readonly streams = new Set<Stream>();
  /** Ids of events; may be set back, as by a server that lost count. */
  eventId = 0;
  /** New live connections begin without an event, as when it is still on its way. */
  isMute = false;
  readonly banned = new Set<string>();
  readonly #users = new Map<string, User>();
  readonly #deleted = new Set<string>();

  constructor(private readonly changed: () => void) {}

  get(id: string): User | null {
    return this.#users.get(id) ?? null;
  }

  profile(id: string): PublicProfile | null {
    const user = this.#users.get(id);
    return user ? { id, name: user.name, username: user.username, imageUrl: user.imageUrl } : null;
  }

  put(id: string, change: Partial<User> = {}): User {
    const user = { ...newUser(id), ...this.#users.get(id), version: (this.#users.get(id)?.version ?? 0) + 1, ...change };
    this.#users.set(id, user);
    this.say(id);
    return user;
  }

  delete(id: string): void {
    this.#users.delete(id);
    this.#deleted.add(id);
    this.say(id);
  }

  /** Ends the user's streams, as the server does. */
  ban(id: string): void {
    this.banned.add(id);
    for (const stream of this.streams) if (stream.userId === id) stream.response.end();
  }

  current(id: string) {
    const json = this.get(id);
    return json ? { status: 200, json } : { status: 404, title: "This user is not stored, or not yet." };
  }

  storeFromToken(id: string) {
    if (this.#deleted.has(id)) return { status: 410, title: "This user was deleted, and a deletion is final." };
    return { status: 200, json: this.#users.get(id) ?? this.put(id) };
  }

  /** Tells the live connections of the user how it is, or what they are to hear instead. */
  say(id: string, user: User | null = this.get(id)): void {
    this.eventId++;
    this.changed();
    if (this.isMute) return;
    for (const stream of this.streams) if (stream.userId === id) this.#write(stream.response, user);
  }

  stream(userId: string, lastEventId: string | null, response: ServerResponse): void {
    const stream = { userId, response };
    this.streams.add(stream);
    response.on("close", () => {
      this.streams.delete(stream);
      this.changed();
    });
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    if (this.isMute || lastEventId === String(this.eventId)) response.write(":\n\n");
    else this.#write(response, this.get(userId));
    this.changed();
  }

  /** As a server does when the token expires, or when it stops. */
  endStreams(): void {
    for (const { response } of this.streams) response.end();
  }

  dropStreams(): void {
    for (const { response } of this.streams) response.destroy();
  }

  #write(response: ServerResponse, user: User | null): void {
    response.write(`event: user\nid: ${this.eventId}\ndata: ${JSON.stringify(user)}\n\n`);
  }
}

const newUser = (id: string): User => ({
  id,
  externalId: id,
  provider: "clerk",
  name: `The ${id}`,
  firstName: null,
  lastName: null,
  username: id,
  email: null,
  emailVerified: false,
  phoneNumber: null,
  imageUrl: null,
  publicMetadata: null,
  tokenIdentifiers: [`https://issuer.test|${id}`],
  banned: false,
  locked: false,
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-01T00:00:00.000Z",
  lastSignInAt: null,
  lastActiveAt: null,
  referenceId: null,
  version: 1,
});
