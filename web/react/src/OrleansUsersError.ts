/**
 * Why something did not work, as a word to switch on.
 * `not-stored`: signed in, but the server did not have the user in time. `deleted`: the user was deleted, and that is final.
 * `banned`: the provider has banned the user. `sign-in-required`: the identity provider hands out no more tokens of this sign-in.
 * `unauthorized`: the server takes no token of this sign-in. `refused`: the server understood and will not; the message says why.
 * `unavailable`: no answer, or one that says to come again.
 */
export type ErrorCode = "not-stored" | "deleted" | "banned" | "sign-in-required" | "unauthorized" | "refused" | "unavailable";

interface Details {
  status?: number;
  retryAfter?: number;
  isFromApi?: boolean;
  cause?: unknown;
}

/** The only error that this package reports. */
export class OrleansUsersError extends Error {
  override readonly name = "OrleansUsersError";
  readonly code: ErrorCode;
  /** The HTTP status, when the server answered. */
  readonly status?: number;
  /** Milliseconds that the server asked to be left alone for. */
  readonly retryAfter?: number;
  /** @internal The server's own error, and not that of something between. */
  readonly isFromApi: boolean;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.status = details.status;
    this.retryAfter = details.retryAfter;
    this.isFromApi = details.isFromApi ?? false;
  }

  /** @internal What the server answered with 2xx is not its. */
  static strange(response: Response): OrleansUsersError {
    return new OrleansUsersError("unavailable", "The address answers, but not as the API does.", { status: response.status });
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
    const isFromApi = typeof title === "string" && title !== "";
    const message = isFromApi ? title : `The server answered ${status}.`;
    const isBan = status === 403 && isFromApi && /\bbanned\b/i.test(title);
    const code = isBan ? "banned" : codeOf(status);
    return new OrleansUsersError(code, message, { status, retryAfter: retryAfter(response.headers.get("Retry-After")), isFromApi });
  }
}

/** Whether another attempt by itself makes no sense. */
export const isFinal = ({ code }: OrleansUsersError): boolean => code === "refused" || code === "deleted" || code === "sign-in-required";

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
