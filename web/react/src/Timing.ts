import { createContext } from "react";

/** How long things may take, all in milliseconds. Apps get the defaults; tests are in a hurry. */
export interface Timing {
  /** Upper bound of the first wait after a failure; it doubles from there. */
  firstRetry: number;
  longestRetry: number;
  /** A live connection without a byte for so long is dead: the server sends a comment every 15 s. */
  silence: number;
  /** A live connection that lasted so long was a good one: its end is no sign of trouble. */
  steady: number;
  /** A page that was hidden for so long gives its live connection up until it is seen again. */
  hidden: number;
  /** How long the live connection outlives the last component that uses it, so that a change of page does not cut it. */
  linger: number;
  requestTimeout: number;
  /** Without a stream: between two looks at a stored user. */
  pollEvery: number;
  /** Without a stream: how long the server holds a request for a user that is not stored. In whole seconds, below `silence`. */
  longPoll: number;
  /** How long an identity provider may take from a new account's token to its `userId`. */
  accountChange: number;
  /** Profiles older than this are read again when the person comes back to the page. */
  staleAfter: number;
}

export const TimingContext = createContext<Timing>({
  firstRetry: 500,
  longestRetry: 30_000,
  silence: 45_000,
  steady: 5_000,
  hidden: 10_000,
  linger: 1_000,
  requestTimeout: 30_000,
  pollEvery: 10_000,
  longPoll: 20_000,
  accountChange: 100,
  staleAfter: 5_000,
});
