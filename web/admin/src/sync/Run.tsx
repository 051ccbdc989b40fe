import { Outcome } from "../call/Outcome";
import { send } from "../call/send";
import { useAction } from "../call/useAction";
import { Ago } from "../page/Ago";
import { number } from "../page/words";
import { Figures } from "../page/Figures";
import { Progress } from "./Progress";
import { callOf, type SyncStatus } from "./status";

const STATES: Record<SyncStatus["state"], string> = {
  idle: "No run yet",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** The run over all users: the one under way, else the last one. */
export function Run({ status, onChange }: { status: SyncStatus; onChange: () => void }) {
  const cancel = useAction(async () => {
    await send(callOf(status.provider), { method: "DELETE" });
    onChange();
    return null;
  });
  const isRunning = status.state === "running";
  return (
    <section className="panel" aria-labelledby="run">
      <div className="panel-head"><h2 id="run">Run over all users</h2></div>
      <p className={`state state-${status.state}`} role="status">
        {STATES[status.state]}{status.state !== "idle" && (status.dryRun ? ", compares only" : ", stores what differs")}
      </p>
      {status.state === "idle"
        ? <p className="empty">No run was started for {status.provider}.</p>
        : <Progress status={status} />}
      {status.startedAt && (
        <p className="muted">
          Started <Ago at={status.startedAt} isExact />{status.finishedAt && <>, ended <Ago at={status.finishedAt} isExact /></>}
        </p>
      )}
      {status.lastError && (
        <div className="notice notice-error">
          <p>{status.lastError}</p>
          {isRunning && <p className="muted">The run goes on trying for an hour.</p>}
        </div>
      )}
      {status.state !== "idle" && <Counts status={status} />}
      {isRunning && (
        <div className="actions">
          <button type="button" className="danger" onClick={() => void cancel.run()}>Cancel the run</button>
        </div>
      )}
      <Outcome {...cancel} running="Cancelling…" />
    </section>
  );
}

function Counts({ status }: { status: SyncStatus }) {
  return (
    <Figures
      figures={[
        ["Missing here", number(status.missingHere), status.missingHere > 0],
        ["Older here", number(status.staleHere), status.staleHere > 0],
        ["Gone there", number(status.goneThere), status.goneThere > 0],
        ["Stored", number(status.created)],
        ["Updated", number(status.updated)],
        ["Unchanged", number(status.unchanged)],
        ["Deleted", number(status.deleted)],
        ["Unreadable", number(status.errors), status.errors > 0],
        ["Requests", number(status.requests)],
      ]}
    />
  );
}
