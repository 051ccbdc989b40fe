import { Ago } from "../page/Ago";
import { count } from "../page/words";
import type { Lane, SyncStatus } from "./status";

export function Lanes({ lanes }: { lanes: SyncStatus["lanes"] }) {
  return (
    <section className="panel" aria-labelledby="lanes">
      <div className="panel-head"><h2 id="lanes">Lanes</h2></div>
      <p className="muted">They run by themselves when <code>Sync__Schedule</code> is set, and delete nobody.</p>
      <dl className="lanes">
        <LaneRow name="Head" what="what changed lately" lane={lanes.head} />
        <LaneRow name="Deletion" what="who is gone at the provider" lane={lanes.deletion} />
      </dl>
    </section>
  );
}

function LaneRow({ name, what, lane }: { name: string; what: string; lane: Lane | null }) {
  return (
    <div className="lane">
      <dt>{name}<span className="muted">{what}</span></dt>
      {lane === null
        ? <dd className="muted">Has not run.</dd>
        : (
          <dd>
            <p>Ran <Ago at={lane.finishedAt} isExact /></p>
            <p className="muted">
              {count(lane.seen, "user")} read by {count(lane.requests, "request")}: {lane.missingHere} missing
              here, {lane.staleHere} older here, {lane.goneThere} gone there, {lane.errors} unreadable.
            </p>
            {lane.lastError && <p className="error-text">{lane.lastError}</p>}
          </dd>
        )}
    </div>
  );
}
