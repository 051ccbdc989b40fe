import { useId } from "react";

/** Asks for the id of a user to be typed, so that nobody deletes the wrong one. */
export function TypedId({ id, typed, onType }: { id: string; typed: string; onType: (typed: string) => void }) {
  const field = useId();
  return (
    <div className="field">
      <label htmlFor={field}>Type the id <code className="id">{id}</code></label>
      <input
        id={field}
        className="mono"
        value={typed}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        onChange={event => onType(event.target.value)}
      />
    </div>
  );
}
