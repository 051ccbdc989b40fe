import type { Action } from "./useAction";
import type { Refused } from "./Refused";

type OutcomeProps = Pick<Action<never>, "isRunning" | "done"> & { failure: Refused | null; running: string };

/** Tells what came of a change, also to screen readers. */
export function Outcome({ isRunning, failure, done, running }: OutcomeProps) {
  return (
    <div className="outcome" role="status">
      {isRunning && <p className="muted appear-late">{running}</p>}
      {failure && <p className="answer answer-refused">{failure.message}{failure.status > 0 && ` (${failure.status})`}</p>}
      {done !== null && <p className="answer answer-taken">{done}</p>}
    </div>
  );
}
