import { abortable } from "./abortable.js";
import type { Auth } from "./Auth.js";
import { Deadline } from "./Deadline.js";
import { OrleansUsersError } from "./OrleansUsersError.js";

/** What the provider's props say now. Read at each request, since apps may hand over new functions with every render. */
export interface Settings {
  getToken: Auth["getToken"];
  fetch: typeof fetch;
  arrivalTimeout: number;
}

/** The server as one identity calls it: every request with a token of its own, every failure an {@link OrleansUsersError}. */
export class Api {
  readonly #url: string;

  constructor(url: string, public settings: Settings, private readonly requestTimeout: number) {
    this.#url = url.replace(/\/+$/, "");
  }

  /** An answer that is read as a whole. */
  async json<T>(path: string, signal: AbortSignal, init: RequestInit = {}): Promise<T> {
    const deadline = new Deadline(signal, this.requestTimeout);
    try {
      const response = await this.send(path, deadline.signal, init);
      return (await abortable(response.json(), deadline.signal)) as T;
    } catch (error) {
      throw OrleansUsersError.from(deadline.signal.aborted ? deadline.signal.reason : error);
    } finally {
      deadline.end();
    }
  }

  /** An answer of status 2xx, of which only the head was read. */
  async send(path: string, signal: AbortSignal, init: RequestInit): Promise<Response> {
    let response = await this.#attempt(path, signal, init);
    if (response.status === 401) {
      void response.body?.cancel().catch(() => {});
      // The token may have expired on its way, or been kept too long by the provider's library.
      response = await this.#attempt(path, signal, init, { skipCache: true });
    }
    if (!response.ok) throw await OrleansUsersError.of(response);
    return response;
  }

  async #attempt(path: string, signal: AbortSignal, init: RequestInit, options?: { skipCache: boolean }): Promise<Response> {
    const token = await abortable(this.settings.getToken(options), signal);
    if (!token) throw new OrleansUsersError("unavailable", "Signed in, but the identity provider has no token yet.");
    const { fetch } = this.settings;
    const headers = { ...init.headers, Authorization: `Bearer ${token}` };
    return abortable(fetch(this.#url + path, { ...init, signal, headers }), signal);
  }
}
