import { useStored } from "@example/page/stored";
import { now } from "../page/now";
import { count, number } from "../page/words";
import { duration } from "../page/times";
import type { SyncStatus } from "./status";

const FIRST_ESTIMATE_MS = 5_000;

export function Progress({ status }: { status: SyncStatus }) {
  const current = useStored(now);
  const { state, total, seen, startedAt } = status;
  const isRunning = state === "running";
  const left = isRunning && startedAt !== null && total !== null ? leftOf(seen, total, current - Date.parse(startedAt)) : null;
  const text = total === null ? `${count(seen, "user")} read` : `${number(seen)} of ${count(total, "user")} read${share(seen, total)}`;
  return (
    <div className="run-progress">
      {/* Without a value it shows that something is under way. */}
      <progress aria-label="Users read" max={Math.max(total ?? 1, seen, 1)} value={isRunning && total === null ? undefined : seen} />
      <p><span className="figure-text">{text}</span>{left !== null && <span className="muted">about {left} left</span>}</p>
    </div>
  );
}

const share = (seen: number, total: number) => total > 0 ? ` (${Math.min(100, Math.floor((seen / total) * 100))} %)` : "";

function leftOf(seen: number, total: number, took: number): string | null {
  if (seen === 0 || seen >= total || took < FIRST_ESTIMATE_MS) return null;
  return duration((took / seen) * (total - seen));
}
