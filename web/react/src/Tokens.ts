import { abortable, reasonOf } from "./abort.js";
import type { Auth } from "./Auth.js";
import { OrleansUsersError } from "./OrleansUsersError.js";
import { pause } from "./pause.js";
import { subjectOf, type Subjects } from "./Subjects.js";
import type { Timing } from "./Timing.js";
import { tokenError } from "./tokenError.js";

/**
 * The tokens of one identity. The provider's library may hand out another's for a moment: it can change accounts before `userId` does,
 * and keep a token from before. Such a token is not sent.
 */
export class Tokens {
  #isSubjectKnown = false;
  #needsSignIn: OrleansUsersError | null = null;

  constructor(private readonly userId: string, private readonly subjects: Subjects, private readonly timing: Timing) {}

  async get(getToken: Auth["getToken"], options: { skipCache: boolean } | undefined, signal: AbortSignal): Promise<string> {
    const first = await this.#ask(getToken, options, signal);
    if (this.#isOwn(subjectOf(first))) return first;
    await pause(this.timing.accountChange, signal, { early: false });
    const second = await this.#ask(getToken, { skipCache: true }, signal);
    const subject = subjectOf(second);
    if (this.#isOwn(subject) || (subject === subjectOf(first) && this.#adopt(subject))) return second;
    throw new OrleansUsersError("unavailable", "The identity provider hands out tokens of somebody else than who is signed in.");
  }

  /** Has the provider asked again after it wanted a new sign-in. */
  startOver(): void {
    this.#isSubjectKnown = false;
    this.#needsSignIn = null;
  }

  async #ask(getToken: Auth["getToken"], options: { skipCache: boolean } | undefined, signal: AbortSignal): Promise<string> {
    if (this.#needsSignIn) throw this.#needsSignIn;
    let token: string | null;
    try {
      token = await abortable(getToken(options), signal);
    } catch (error) {
      if (signal.aborted) throw reasonOf(signal);
      const why = tokenError(error);
      if (why.code === "sign-in-required") this.#needsSignIn = why;
      throw why;
    }
    if (!token) throw new OrleansUsersError("unavailable", "Signed in, but the identity provider has no token yet.");
    return token;
  }

  #isOwn(subject: string | null): boolean {
    if (subject === null) return true;
    const isOwn = this.subjects.ownerOf(subject, this.userId) === "user";
    this.#isSubjectKnown ||= isOwn;
    return isOwn;
  }

  /** A provider whose `userId` is no subject is taken at its word, once. */
  #adopt(subject: string | null): boolean {
    if (subject === null || this.#isSubjectKnown || this.subjects.ownerOf(subject, this.userId) !== "unsure") return false;
    this.subjects.keep(subject, this.userId);
    return (this.#isSubjectKnown = true);
  }
}
