import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FakeMessages } from "./FakeMessages.js";
import { FakeUsers } from "./FakeUsers.js";
import { Signal } from "./Signal.js";

/** What a route does instead of its work. `hold` works once it is released; `late` works at once, and its answer waits. */
export type Fault = { status: number; retryAfter?: string; title?: string } | "drop" | "hold" | "late" | "page";

export interface Seen {
  route: string;
  url: URL;
  token: string;
  lastEventId: string | null;
  at: number;
  /** The caller went away before the answer was complete. */
  isAborted: boolean;
  isAnswered: boolean;
}

/** A server that speaks the contract on a free port, keeps its users in memory, and fails when told to. */
export class FakeServer {
  readonly users = new FakeUsers(() => this.signal.raise());
  readonly messages = new FakeMessages(this.users);
  readonly requests: Seen[] = [];
  readonly signal = new Signal();
  /** Tokens look like `ada.<claims>.3`: whose, and the how many-th. */
  isValid = (_token: string): boolean => true;
  #faults: { route: string; fault: Fault; times: number }[] = [];
  #held: { route: string; go: () => void }[] = [];
  #http = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<FakeServer> {
    const server = new FakeServer();
    server.#http.listen(0, "127.0.0.1");
    await once(server.#http, "listening");
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  fail(route: string, fault: Fault, times = 1): void {
    this.#faults.push({ route, fault, times });
  }

  heal(): void {
    this.#faults = [];
  }

  /** Lets the requests go on that were held, all or those of a route. */
  release(route?: string): void {
    const going = this.#held.filter((held) => route === undefined || held.route === route);
    this.#held = this.#held.filter((held) => !going.includes(held));
    for (const { go } of going) go();
  }

  of(route: string): Seen[] {
    return this.requests.filter((request) => request.route === route);
  }

  /** Resolves once the route was called so often. */
  async called(route: string, times = 1): Promise<Seen> {
    await this.signal.until(() => this.of(route).length >= times, `${times} × ${route}`);
    return this.of(route)[times - 1]!;
  }

  async stop(): Promise<void> {
    this.release();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? "/", this.url);
    const route = `${request.method} ${url.pathname}`;
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    const lastEventId = request.headers["last-event-id"]?.toString() ?? null;
    const seen: Seen = { route, url, token, lastEventId, at: Date.now(), isAborted: false, isAnswered: false };
    response.on("close", () => {
      seen.isAborted = !response.writableFinished;
      seen.isAnswered = response.writableFinished;
      this.signal.raise();
    });
    this.requests.push(seen);
    const fault = this.#faultOf(route);
    // Once the request is held, if it is to be.
    setImmediate(() => this.signal.raise());
    if (fault === "hold") await new Promise<void>((go) => this.#held.push({ route, go }));
    if (fault === "drop") return void request.socket.destroy();
    if (fault === "page") return void response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html>");
    if (fault !== null && typeof fault === "object") return problem(response, fault.status, fault.title, fault.retryAfter);
    const [userId] = token.split(".");
    if (!userId || !this.isValid(token)) return problem(response, 401, "Sign in first.");
    if (this.users.banned.has(userId)) return problem(response, 403, "This user is banned. The provider has to lift the ban.");
    if (route === "GET /users/current/live") return this.users.stream(userId, lastEventId, response);
    if (route === "GET /users/current" && !this.users.get(userId)) await this.#wait(Number(url.searchParams.get("wait")), userId, response);
    const answer = this.#work(route, url, userId, body);
    if (fault === "late") await new Promise<void>((go) => this.#held.push({ route, go }));
    if ("title" in answer) return problem(response, answer.status, answer.title);
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(JSON.stringify(answer.json));
  }

  /** Until the user is stored, the time is over or the caller goes away. */
  async #wait(seconds: number, userId: string, response: ServerResponse): Promise<void> {
    const isOver = () => this.users.get(userId) !== null || response.destroyed;
    if (seconds > 0) await this.signal.until(isOver, "the user", seconds * 1000).catch(() => {});
  }

  #work(route: string, url: URL, userId: string, body: string): { status: number; title: string } | { status: number; json: unknown } {
    if (route === "GET /users/current") return this.users.current(userId);
    if (route === "POST /users/store") return this.users.storeFromToken(userId);
    if (route === "GET /users") return { status: 200, json: url.searchParams.getAll("id").map((id) => this.users.profile(id)) };
    if (route === "GET /messages") return { status: 200, json: this.messages.page(url.searchParams) };
    if (route === "POST /messages") return this.messages.post(userId, JSON.parse(body) as { body: string; channel?: string });
    return { status: 404, title: "There is nothing here." };
  }

  #faultOf(route: string): Fault | null {
    const planned = this.#faults.find((one) => one.route === route && one.times > 0);
    if (!planned) return null;
    planned.times--;
    return planned.fault;
  }
}

function problem(response: ServerResponse, status: number, title = "Not this time.", retryAfter?: string): void {
  if (retryAfter) response.setHeader("Retry-After", retryAfter);
  response.writeHead(status, { "Content-Type": "application/problem+json" }).end(JSON.stringify({ status, title }));
}
