import { Ago } from "../page/Ago";
import { number } from "../page/words";
import type { SyncStatus } from "./status";

/** How many changes came without their webhook. */
export function Drift({ drift: { since, byPullOnly } }: Pick<SyncStatus, "drift">) {
  return (
    <section className="panel" aria-labelledby="drift">
      <div className="panel-head"><h2 id="drift">Drift</h2></div>
      <p className={byPullOnly > 0 ? "big-figure big-figure-notable" : "big-figure"}>{number(byPullOnly)}</p>
      <p>
        {byPullOnly === 1 ? "change came" : "changes came"} by reading only{since && <>, since <Ago at={since} isExact /></>}.
      </p>
      <p className="muted">
        {byPullOnly > 0
          ? "Their webhooks did not arrive. See whether the provider reports failed deliveries."
          : since ? "All webhooks arrived." : "Nothing is counted until a lane or a run has read the provider."}
      </p>
    </section>
  );
}
