import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Outcome } from "../call/Outcome";
import { send } from "../call/send";
import { useAction } from "../call/useAction";
import { DeleteQuestion } from "./DeleteQuestion";
import { callOfUser, providerOf, type UserDetail } from "./detail";
import { ReinstateQuestion } from "./ReinstateQuestion";
import { saveExport } from "./saveExport";
import { useResync } from "./useResync";

interface ActionsProps {
  id: string;
  detail: UserDetail;
  onChange: () => void;
}

type Asking = "delete" | "erase" | "reinstate";

export function Actions({ id, detail, onChange }: ActionsProps) {
  const [asking, setAsking] = useState<Asking | null>(null);
  const resync = useResync(id, onChange);
  const save = useAction(async () => {
    await saveExport(id, await send(callOfUser(id, "/export")));
    return "The export was saved as a file.";
  });
  const [told, setTold] = useState<string | null>(null);
  const provider = detail.user?.provider ?? providerOf(id);
  const isDeleted = detail.user === null && detail.deletedAt !== null;
  // Only the last thing that was done is told.
  const begin = (act: () => void) => {
    setTold(null);
    resync.clear();
    save.clear();
    act();
  };
  const actions = useRef<HTMLDivElement>(null);
  const end = (done: string) => {
    flushSync(() => setAsking(null));
    // The button that asked may be gone in a moment, and the focus with it.
    actions.current?.focus();
    setTold(done);
    onChange();
  };

  return (
    <>
      <div className="actions" ref={actions} tabIndex={-1} role="group" aria-label="Actions">
        {isDeleted
          ? <button type="button" className="primary" onClick={() => begin(() => setAsking("reinstate"))}>Reinstate…</button>
          : <button type="button" onClick={() => begin(() => void resync.run())}>Read again from {provider}</button>}
        <button type="button" onClick={() => begin(() => void save.run())}>Export</button>
        {!isDeleted && <button type="button" className="danger" onClick={() => begin(() => setAsking("delete"))}>Delete…</button>}
        <button type="button" className="danger" onClick={() => begin(() => setAsking("erase"))}>
          {isDeleted ? "Blank all messages…" : "Delete and blank all messages…"}
        </button>
      </div>
      <Outcome
        isRunning={resync.isRunning || save.isRunning}
        running={resync.isRunning ? `Reading from ${provider}…` : "Exporting…"}
        failure={resync.failure ?? save.failure}
        done={told ?? resync.done ?? save.done}
      />
      {asking === "reinstate" && <ReinstateQuestion id={id} onDone={end} onClose={() => setAsking(null)} />}
      {(asking === "delete" || asking === "erase") && (
        <DeleteQuestion id={id} blanksMessages={asking === "erase"} isDeleted={isDeleted} onDone={end} onClose={() => setAsking(null)} />
      )}
    </>
  );
}
