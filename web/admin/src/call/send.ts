import { session } from "../session/session";
import { Refused } from "./Refused";

interface Options {
  method?: "GET" | "POST" | "DELETE";
  /** A text is sent as it is, anything else as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

const UNAUTHORIZED = 401;

/** Calls `/admin/<path>` with the key of this tab, and returns the answer. */
export async function send(path: string, { method = "GET", body, signal }: Options = {}): Promise<Response> {
  const { key } = session.read();
  const answer = await answerOf(path, key ?? "", { method, body, signal });
  if (answer.ok) return answer;
  // Another key may have been entered meanwhile.
  if (answer.status === UNAUTHORIZED && session.read().key === key)
    session.write({ key: null, message: "The server does not accept this key any more. Enter the key again." });
  throw await refusalOf(answer);
}

/** The same for calls that answer with JSON. */
export async function get<T>(path: string, options: Options = {}): Promise<T> {
  return (await send(path, options)).json();
}

/** Calls with a key that need not be the one of this tab. */
export async function answerOf(path: string, key: string, { method, body, signal }: Options): Promise<Response> {
  try {
    // The address is relative, because the page may be under a prefix.
    return await fetch(`admin/${path}`, {
      method,
      signal,
      headers: { "X-Api-Key": key, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
    });
  } catch (reason) {
    if (signal?.aborted) throw reason;
    throw new Refused(0, "The server does not answer. Check that it runs and that this machine reaches it.");
  }
}

export async function refusalOf(answer: Response): Promise<Refused> {
  const problem: unknown = await answer.json().catch(() => null);
  const title = (problem as { title?: string } | null)?.title;
  const seconds = Number(answer.headers.get("Retry-After") ?? NaN);
  return new Refused(answer.status, title ?? `The server answered ${answer.status}.`, Number.isFinite(seconds) ? seconds : null);
}
