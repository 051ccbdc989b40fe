import { abort } from "./abort.js";
import { Api, type Settings } from "./Api.js";
import { CurrentUser } from "./CurrentUser.js";
import { MessageLog } from "./MessageLog.js";
import { OrleansUsersError } from "./OrleansUsersError.js";
import { Profiles } from "./Profiles.js";
import type { Subjects } from "./Subjects.js";
import type { Timing } from "./Timing.js";
import { Tokens } from "./Tokens.js";
import type { User } from "./User.js";

/** All that was read on behalf of one identity at one server. Begins with its first use, and ends with the identity. */
export class Session {
  readonly user: CurrentUser;
  readonly profiles: Profiles;
  readonly #api: Api;
  readonly #logs = new Map<string, MessageLog>();
  readonly #ended = new AbortController();

  constructor(
    readonly url: string,
    readonly identity: string,
    /** Null until the provider has named it, if it ever does. */
    public id: string | null,
    settings: Settings,
    timing: Timing,
    subjects: Subjects,
  ) {
    this.#api = new Api(url, settings, new Tokens(identity, subjects, timing), timing.requestTimeout);
    this.profiles = new Profiles(this.#api, timing, this.#ended.signal);
    const changed = (user: User | null) => {
      this.profiles.own(user);
      for (const log of this.#logs.values()) log.ownChanged(user);
    };
    this.user = new CurrentUser(this.#api, timing, this.#ended.signal, changed, () => this.profiles.renew());
  }

  use(settings: Settings, id: string | null): void {
    this.#api.settings = settings;
    this.id ??= id;
  }

  messages(channel: string): MessageLog {
    const known = this.#logs.get(channel);
    if (known) return known;
    const log = new MessageLog(channel, this.#api, this.#ended.signal, this.user.snapshot().user);
    this.#logs.set(channel, log);
    return log;
  }

  /** Stops every request. Answers that are on their way go nowhere. */
  end(): void {
    abort(this.#ended, new OrleansUsersError("unauthorized", "Somebody else is signed in, or nobody."));
  }
}
