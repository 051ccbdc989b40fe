import { useEffect, useId, useRef } from "react";
import type { Person } from "./directory";

/** Asks first, since nothing takes a deletion back. */
export function DeleteForGood({ person, onDelete, onKeep }: { person: Person; onDelete: () => void; onKeep: () => void }) {
  const text = useId();
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <div className="notice notice-error" role="group" aria-label={`Delete ${person.name}?`} aria-describedby={text}>
      <p id={text}>
        A deletion is final: {person.name} is gone for good, their messages stay as Anonymous, and the
        id <span className="id">{person.id}</span> never comes back, even by an event that was late.
      </p>
      <div className="actions">
        <button type="button" className="danger" onClick={onDelete}>Delete for good</button>
        <button type="button" ref={keep} onClick={onKeep}>Keep</button>
      </div>
    </div>
  );
}
