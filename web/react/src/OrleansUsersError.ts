/**
 * Why something did not work, as a word to switch on.
 * `not-stored`: signed in, but the server did not have the user in time. `deleted`: the user was deleted, and that is final.
 * `unauthorized`: the server takes no token of this sign-in. `refused`: the server understood and will not; the message says why.
 * `unavailable`: no answer, or one that says to come again.
 */
export type ErrorCode = "not-stored" | "deleted" | "unauthorized" | "refused" | "unavailable";

/** The only error that this package reports. */
export class OrleansUsersError extends Error {
  override readonly name = "OrleansUsersError";
  readonly code: ErrorCode;
  /** The HTTP status, when the server answered. */
  readonly status?: number;
  /** Milliseconds that the server asked to be left alone for. */
  readonly retryAfter?: number;

  constructor(code: ErrorCode, message: string, details: { status?: number; retryAfter?: number; cause?: unknown } = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
  }

  /** @internal */
  static from(cause: unknown): OrleansUsersError {
    return cause instanceof OrleansUsersError ? cause : new OrleansUsersError("unavailable", "The server cannot be reached.", { cause });
  }

  /** @internal */
  static async of(response: Response): Promise<OrleansUsersError> {
    const { status } = response;
    const problem: unknown = await response.json().catch(() => null);
    const title = typeof problem === "object" && problem !== null && "title" in problem ? problem.title : null;
    const message = typeof title === "string" ? title : `The server answered ${status}.`;
    return new OrleansUsersError(codeOf(status), message, { status, retryAfter: retryAfter(response.headers.get("Retry-After")) });
  }
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return "unauthorized";
  if (status === 410) return "deleted";
  return status === 408 || status === 429 || status >= 500 ? "unavailable" : "refused";
}

function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}
