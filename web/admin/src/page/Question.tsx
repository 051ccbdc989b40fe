import { useId, useLayoutEffect, useRef, type FormEvent, type ReactNode, type SyntheticEvent } from "react";
import { Failure } from "../call/Failure";
import type { Refused } from "../call/Refused";

interface QuestionProps {
  title: string;
  confirm: string;
  isDanger?: boolean;
  /** False while something is missing that the operator has to enter. */
  isReady?: boolean;
  isRunning: boolean;
  failure: Refused | null;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something is changed. The browser gives the focus back to what had it before. */
export function Question({ title, confirm, isDanger, isReady = true, isRunning, failure, onConfirm, onClose, children }: QuestionProps) {
  const heading = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed while it is in the page still, or the browser would not give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);

  const cancel = (event: SyntheticEvent) => {
    event.preventDefault();
    onClose();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isRunning) onConfirm();
  };

  return (
    <dialog ref={dialog} className="question" aria-labelledby={heading} onCancel={cancel}>
      <form onSubmit={submit} noValidate>
        <h2 id={heading}>{title}</h2>
        {children}
        {failure && <Failure failure={failure} />}
        <div className="actions">
          <button type="submit" className={isDanger ? "danger" : "primary"} disabled={!isReady}>
            {isRunning ? "Working…" : confirm}
          </button>
          <button type="button" onClick={onClose}>Cancel</button>
        </div>
      </form>
    </dialog>
  );
}
