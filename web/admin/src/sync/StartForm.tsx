import { useState, type FormEvent } from "react";
import { flushSync } from "react-dom";
import { Outcome } from "../call/Outcome";
import { send } from "../call/send";
import { useAction } from "../call/useAction";
import { Question } from "../page/Question";

interface StartFormProps {
  provider: string;
  isRunning: boolean;
  onChange: () => void;
}

/** Starts a run. What changes nothing is the choice that is made already. */
export function StartForm({ provider, isRunning, onChange }: StartFormProps) {
  const [dryRun, setDryRun] = useState(true);
  const [deleteMissing, setDeleteMissing] = useState(false);
  const [force, setForce] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const deletes = !dryRun && deleteMissing;
  const start = useAction(async () => {
    await send("sync", { method: "POST", body: { provider, dryRun, deleteMissing, force } });
    onChange();
    return dryRun ? "The comparison was started." : "The run was started.";
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (deletes) setAsking(true);
    else void start.run();
  };
  const confirm = () => {
    flushSync(() => setAsking(false));
    void start.run();
  };

  return (
    <form className="panel" aria-labelledby="start" onSubmit={submit} noValidate>
      <div className="panel-head"><h2 id="start">Start a run</h2></div>
      <fieldset className="choices">
        <legend className="visually-hidden">What the run does</legend>
        <label className="option">
          <input type="radio" name="kind" checked={dryRun} onChange={() => setDryRun(true)} />
          <span>Compare only<span className="muted">Counts what differs and changes nothing.</span></span>
        </label>
        <label className="option">
          <input type="radio" name="kind" checked={!dryRun} onChange={() => setDryRun(false)} />
          <span>Compare and store<span className="muted">Stores users who are missing here, and newer data.</span></span>
        </label>
        <label className="option">
          <input type="checkbox" checked={deleteMissing} onChange={event => setDeleteMissing(event.target.checked)} />
          <span>
            Delete users whom the provider does not have
            <span className="muted">Each is asked for by id first. {dryRun ? "Compare only counts them." : "A deletion is final."}</span>
          </span>
        </label>
        <label className="option">
          <input type="checkbox" checked={force} onChange={event => setForce(event.target.checked)} />
          <span>
            Go on when many would be deleted
            <span className="muted">Otherwise a run fails before it deletes more than 20 % of the users and more than 100.</span>
          </span>
        </label>
      </fieldset>
      <div className="actions">
        <button type="submit" className={deletes ? "danger" : "primary"} disabled={isRunning}>
          {dryRun ? "Compare with" : "Sync from"} {provider}{deletes && "…"}
        </button>
      </div>
      {isRunning && <p className="muted note">A run is under way. The next one can start when it has ended.</p>}
      <Outcome {...start} running="Starting…" />
      {isAsking && (
        <Question
          title={`Delete users whom ${provider} does not have?`}
          confirm="Sync and delete"
          isDanger
          isRunning={start.isRunning}
          failure={start.failure}
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        >
          <ul className="consequences">
            <li>Each user here whom {provider} does not have is deleted. It is final.</li>
            {force && <li>There is no limit on how many.</li>}
            <li>Compare only shows first how many there are.</li>
          </ul>
        </Question>
      )}
    </form>
  );
}
