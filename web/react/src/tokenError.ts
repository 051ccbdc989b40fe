import { OrleansUsersError } from "./OrleansUsersError.js";

// OpenID Connect Core 3.1.2.6, OAuth 2.0 (RFC 6749) 5.2, and what libraries say of a refresh token that is gone.
const needSignIn = [
  "login_required",
  "consent_required",
  "interaction_required",
  "account_selection_required",
  "mfa_required",
  "invalid_grant",
  "missing_refresh_token",
  "refresh_token_expired",
];

/** Why `getToken` rejected. */
export function tokenError(cause: unknown): OrleansUsersError {
  if (cause instanceof OrleansUsersError) return cause;
  return wordsOf(cause).some((words) => needSignIn.some((code) => words.includes(code)))
    ? new OrleansUsersError("sign-in-required", "The identity provider hands out no more tokens. Sign in again.", { cause })
    : new OrleansUsersError("unavailable", "The identity provider gave no token.", { cause });
}

/** `Login required` and `auth/login-required` are `login_required`, too. */
function wordsOf(cause: unknown): string[] {
  const { error, code, errorCode, message } = (typeof cause === "object" && cause ? cause : { message: cause }) as Record<string, unknown>;
  const texts = [error, code, errorCode, message].filter((text) => typeof text === "string");
  return texts.map((text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "_"));
}
