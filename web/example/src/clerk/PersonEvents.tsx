import { useId, useRef, useState, type FormEvent } from "react";
import { flushSync } from "react-dom";
import { Answer } from "./Answer";
import { DeleteForGood } from "./DeleteForGood";
import { keep, registerAnew, type Person } from "./directory";
import { deliver, type Delivery, type EventType } from "./webhook";

const HOUR_MS = 3_600_000;

export function PersonEvents({ person }: { person: Person }) {
  const field = useId();
  const nameInput = useRef<HTMLInputElement>(null);
  const deleteButton = useRef<HTMLButtonElement>(null);
  const [name, setName] = useState(person.name);
  const [isMissing, setMissing] = useState(false);
  const [isLate, setLate] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [isSending, setSending] = useState(false);
  const [delivery, setDelivery] = useState<Delivery | null>(null);

  const send = async (type: EventType, change: Partial<Person> = {}) => {
    if (isSending) return;
    setSending(true);
    const changed = { ...person, ...change };
    const lateBy = isLate && type !== "user.deleted" ? HOUR_MS : 0;
    // What comes late is from before: the account has moved on since.
    if (lateBy === 0) keep(changed);
    setDelivery(await deliver(type, changed, lateBy));
    setSending(false);
  };

  const sendNamed = (type: EventType) => {
    if (name.trim() !== "") return void send(type, { name: name.trim() });
    setMissing(true);
    nameInput.current?.focus();
  };

  const endAsking = (isConfirmed: boolean) => {
    // Rendered at once, so that the focus can go back to where it came from.
    flushSync(() => setAsking(false));
    deleteButton.current?.focus();
    if (isConfirmed) void send("user.deleted", { isDeleted: true });
  };

  const rename = (event: FormEvent) => {
    event.preventDefault();
    sendNamed("user.updated");
  };

  return (
    <form className="fields" onSubmit={rename} noValidate>
      <div className="field">
        <label htmlFor={field}>Name</label>
        <input
          id={field}
          ref={nameInput}
          value={name}
          maxLength={100}
          autoComplete="off"
          aria-invalid={isMissing}
          aria-describedby={isMissing ? `${field}-missing` : undefined}
          onChange={event => (setName(event.target.value), setMissing(false))}
        />
        {isMissing && <p id={`${field}-missing`} className="error-text">An account at Clerk has a name here: give one.</p>}
      </div>
      <label className="check">
        <input type="checkbox" checked={isLate} onChange={event => setLate(event.target.checked)} />
        Send it late, with a time of an hour ago
      </label>
      {isAsking
        ? <DeleteForGood person={person} onDelete={() => endAsking(true)} onKeep={() => endAsking(false)} />
        : (
          <div className="actions">
            <button type="button" onClick={() => sendNamed("user.created")}>Create</button>
            <button type="submit">Rename</button>
            <button type="button" className="danger" ref={deleteButton} onClick={() => setAsking(true)}>Delete…</button>
          </div>
        )}
      <Answer delivery={delivery} />
      {person.isDeleted && (
        <div className="notice">
          <p>
            The id <span className="id">{person.id}</span> is used up.
            Send it more events if you like: they are answered, and change nothing.
          </p>
          <div className="actions"><button type="button" onClick={() => registerAnew(person.name)}>Make a new {person.name}</button></div>
        </div>
      )}
    </form>
  );
}
