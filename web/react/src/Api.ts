import { abortable, reasonOf } from "./abort.js";
import type { Auth } from "./Auth.js";
import { Deadline } from "./Deadline.js";
import { OrleansUsersError } from "./OrleansUsersError.js";
import type { Tokens } from "./Tokens.js";

/** What the provider's props say now. Read at each request, since apps may hand over new functions with every render. */
export interface Settings {
  getToken: Auth["getToken"];
  fetch: typeof fetch;
  arrivalTimeout: number;
}

/** The server as one identity calls it: every request with a token of its own, every failure an {@link OrleansUsersError}. */
export class Api {
  readonly #url: string;

  constructor(url: string, public settings: Settings, readonly tokens: Tokens, private readonly requestTimeout: number) {
    this.#url = url.replace(/\/+$/, "");
  }

  /** An answer that is read as a whole. */
  async json<T>(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<T> {
    const deadline = new Deadline(signal, this.requestTimeout);
    try {
      const response = await this.send(path, deadline.signal, init);
      return (await abortable(response.json(), deadline.signal)) as T;
    } catch (error) {
      throw OrleansUsersError.from(deadline.signal.aborted ? reasonOf(deadline.signal) : error);
    } finally {
      deadline.end();
    }
  }

  /** An answer of status 2xx or the one accepted, of which only the head was read. */
  async send(path: string, signal: AbortSignal, init: RequestInit, accepted?: number): Promise<Response> {
    let response = await this.#attempt(path, signal, init);
    if (response.status === 401) {
      letGo(response);
      // The token may have expired on its way, or been kept too long by the provider's library.
      response = await this.#attempt(path, signal, init, { skipCache: true });
    }
    if (!response.ok && response.status !== accepted) throw await OrleansUsersError.of(response);
    return response;
  }

  async #attempt(path: string, signal: AbortSignal, init: RequestInit, options?: { skipCache: boolean }): Promise<Response> {
    const token = await this.tokens.get(this.settings.getToken, options, signal);
    const { fetch } = this.settings;
    const headers = { ...init.headers, Authorization: `Bearer ${token}` };
    return abortable(fetch(this.#url + path, { ...init, signal, headers }), signal);
  }
}

/** Stops a body that nobody reads. Not every fetch has bodies that are streams. */
export function letGo(response: Response): void {
  if (typeof response.body?.cancel === "function") void response.body.cancel().catch(() => {});
}
