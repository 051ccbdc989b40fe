import type { Api } from "./Api.js";
import { Backoff } from "./Backoff.js";
import { onReturn } from "./onReturn.js";
import { isFinal, OrleansUsersError } from "./OrleansUsersError.js";
import type { Timing } from "./Timing.js";
import type { PublicProfile, User } from "./User.js";

const mostIdsOfOneRequest = 100;
const mostUnusedProfiles = 1_000;

interface Entry {
  profile: PublicProfile | null;
  readAt: number;
}

/** Public profiles as one identity has read them. What components ask for in one tick goes out as one request. */
export class Profiles {
  error: OrleansUsersError | null = null;
  readonly #known = new Map<string, Entry>();
  readonly #asked = new Set<string>();
  readonly #views = new Map<() => void, readonly string[]>();
  #isReading = false;
  #stopWatching = () => {};
  #own: User | null = null;

  constructor(private readonly api: Api, private readonly timing: Timing, private readonly ended: AbortSignal) {
    ended.addEventListener("abort", () => this.#stopWatching(), { once: true });
  }

  /** Undefined while nothing is known of the id, null when there is no such user. */
  get(id: string): PublicProfile | null | undefined {
    return this.#known.get(id)?.profile;
  }

  show(ids: readonly string[], listener: () => void): () => void {
    if (this.#views.size === 0 && !this.ended.aborted) this.#stopWatching = onReturn(["focus", "visible", "online"], () => this.renew());
    this.#views.set(listener, ids);
    this.ask(ids.filter((id) => !this.#known.has(id)));
    return () => {
      this.#views.delete(listener);
      if (this.#views.size === 0) this.#stopWatching();
    };
  }

  ask(ids: readonly string[]): void {
    for (const id of ids) this.#asked.add(id);
    if (this.#isReading || this.#asked.size === 0) return;
    this.#isReading = true;
    // All effects of one commit run before the next microtask.
    queueMicrotask(() => void this.#readAll());
  }

  /** The live connection knows the own profile sooner than a request would. */
  own(user: User | null): void {
    const { id } = user ?? this.#own ?? {};
    this.#own = user;
    if (id === undefined) return;
    this.#keep(id, user && { id: user.id, name: user.name, username: user.username, imageUrl: user.imageUrl });
    this.#tell();
  }

  async #readAll(): Promise<void> {
    const backoff = new Backoff(this.timing);
    while (this.#asked.size > 0 && !this.ended.aborted) {
      const failure = await this.#read([...this.#asked].slice(0, mostIdsOfOneRequest));
      if (failure) await backoff.wait(failure, this.ended);
    }
    this.#isReading = false;
  }

  /** The failure after which another attempt makes sense. */
  async #read(ids: readonly string[]): Promise<OrleansUsersError | null> {
    for (const id of ids) this.#asked.delete(id);
    try {
      const query = ids.map((id) => `id=${encodeURIComponent(id)}`).join("&");
      const profiles = await this.api.json<(PublicProfile | null)[]>(`/users?${query}`, this.ended);
      if (this.ended.aborted) return null;
      ids.forEach((id, index) => id !== this.#own?.id && this.#keep(id, profiles[index] ?? null));
      this.error = null;
      return null;
    } catch (error) {
      if (this.ended.aborted) return null;
      this.error = OrleansUsersError.from(error);
      if (isFinal(this.error)) return null;
      const shown = this.#shown();
      for (const id of ids) if (shown.has(id)) this.#asked.add(id);
      return this.error;
    } finally {
      if (!this.ended.aborted) this.#tell();
    }
  }

  #keep(id: string, profile: PublicProfile | null): void {
    const before = this.#known.get(id)?.profile;
    const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(profile);
    this.#known.delete(id);
    this.#known.set(id, { profile: isSame ? before : profile, readAt: Date.now() });
    if (this.#known.size <= mostUnusedProfiles) return;
    const shown = this.#shown();
    for (const old of this.#known.keys()) if (!shown.has(old) && this.#known.size > mostUnusedProfiles) this.#known.delete(old);
  }

  /** Asks for what is shown and not fresh. */
  renew(): void {
    const oldest = Date.now() - this.timing.staleAfter;
    this.ask([...this.#shown()].filter((id) => (this.#known.get(id)?.readAt ?? 0) <= oldest));
  }

  #shown = (): Set<string> => new Set([...this.#views.values()].flat());

  #tell(): void {
    for (const listener of this.#views.keys()) listener();
  }
}
