import { useId, useState, type FormEvent } from "react";
import { Failure } from "../call/Failure";
import { get } from "../call/send";
import { useAction } from "../call/useAction";
import { ProviderField } from "../page/ProviderField";
import { Title } from "../page/Title";
import { Comparison } from "./Comparison";
import { example, type Preview } from "./preview";

/** Shows what an event would do, without storing anything. */
export function PreviewView() {
  const field = useId();
  const [provider, setProvider] = useState("clerk");
  const [event, setEvent] = useState("");
  const [preview, setPreview] = useState<Preview | null>(null);
  const [isMissing, setMissing] = useState(false);
  const ask = useAction(async () => {
    setPreview(null);
    setPreview(await get<Preview>(
      `webhooks/preview?provider=${encodeURIComponent(provider || "clerk")}`, { method: "POST", body: event }));
    return null;
  });

  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    setMissing(event.trim() === "");
    if (event.trim() !== "") void ask.run();
  };
  const write = (text: string) => {
    setEvent(text);
    setMissing(false);
  };

  return (
    <>
      <Title tab="What if">What if this event came?</Title>
      <p className="lede">Paste the body of a webhook. It is joined with what is stored, and nothing is stored.</p>
      <div className="columns">
        <form className="panel" aria-label="Event" onSubmit={submit} noValidate>
          <ProviderField value={provider} onChange={setProvider} />
          <div className="field">
            <label htmlFor={field}>Event</label>
            <textarea
              id={field}
              className="mono event"
              rows={16}
              value={event}
              spellCheck={false}
              autoComplete="off"
              placeholder={'{"type": "user.updated", "data": {…}}'}
              aria-invalid={isMissing}
              aria-describedby={isMissing ? `${field}-missing` : undefined}
              onChange={typed => write(typed.target.value)}
            />
            {isMissing && <p id={`${field}-missing`} className="error-text" role="alert">Paste an event first.</p>}
          </div>
          <div className="actions">
            <button type="submit" className="primary" aria-disabled={ask.isRunning}>
              {ask.isRunning ? "Asking…" : "Show what it would do"}
            </button>
            <button type="button" onClick={() => write(example())}>Use an example</button>
          </div>
        </form>
        <section className="panel" aria-labelledby="result" aria-live="polite">
          <div className="panel-head"><h2 id="result">What it would do</h2></div>
          {ask.failure && <Failure failure={ask.failure} />}
          {preview !== null && <Comparison preview={preview} />}
          {preview === null && ask.failure === null && <p className="empty">Nothing yet. The answer shows the user before and after.</p>}
        </section>
      </div>
    </>
  );
}
