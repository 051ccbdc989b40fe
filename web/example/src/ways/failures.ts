import type { ErrorCode } from "@orleans-users/react";

interface FailureText {
  state: string;
  title: string;
  /** Left out where the server's own words say it best. */
  explanation?: string;
}

export const FAILURES: Record<ErrorCode, FailureText> = {
  "not-stored": {
    state: "Not stored",
    title: "The webhook has not come",
    explanation: "The client stopped waiting instead of turning for ever. It still listens: a webhook that comes late opens the page.",
  },
  deleted: {
    state: "Deleted",
    title: "This user was deleted",
    explanation: "A deletion is final. No late update and no new sign-in brings this id back.",
  },
  banned: { state: "Banned", title: "This user is banned" },
  "sign-in-required": { state: "Signed out by the provider", title: "Sign in again" },
  unauthorized: { state: "Not accepted", title: "The server does not accept this sign-in" },
  refused: { state: "Refused", title: "The server refused" },
  unavailable: { state: "Unavailable", title: "The server is not available" },
};
