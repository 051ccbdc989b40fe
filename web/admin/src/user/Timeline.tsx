import { useEffect, useRef } from "react";
import { Shown } from "../call/Shown";
import { useCall } from "../call/useCall";
import { Ago } from "../page/Ago";
import { callOfUser, type UserChanges } from "./detail";

const WORDS: Record<string, string> = { created: "Stored", updated: "Changed", deleted: "Deleted", reinstated: "Reinstated" };

/** The changes of the user that the journal still has, newest first. */
export function Timeline({ id, changes }: { id: string; changes: number }) {
  const call = useCall<UserChanges>(callOfUser(id, "/changes"));
  useReloadAfter(changes, call.reload);
  return (
    <section className="panel" aria-labelledby="timeline">
      <div className="panel-head"><h2 id="timeline">Timeline</h2></div>
      <Shown call={call} what="the timeline">
        {({ items, complete }) => (
          <>
            {items.length > 0 && (
              <ol className="timeline">
                {items.map(({ version, kind, at }) => (
                  <li key={version} className={`timeline-${kind}`}>
                    <span><strong>{WORDS[kind] ?? kind}</strong> <span className="muted">version {version}</span></span>
                    <span className="muted"><Ago at={at} isExact /></span>
                  </li>
                ))}
              </ol>
            )}
            {items.length === 0 && <p className="empty">No change in the last 7 days.</p>}
            {items.length > 0 && !complete && <p className="muted note">Changes are kept for 7 days. Older ones are not shown.</p>}
          </>
        )}
      </Shown>
    </section>
  );
}

/** Reloads when the number grows. */
export function useReloadAfter(changes: number, reload: () => void): void {
  const before = useRef(changes);
  useEffect(() => {
    if (before.current !== changes) reload();
    before.current = changes;
  }, [changes, reload]);
}
