import { useId, useRef, useState, type FormEvent } from "react";
import { flushSync } from "react-dom";
import { Outcome } from "../call/Outcome";
import { send } from "../call/send";
import { useAction } from "../call/useAction";
import { Id } from "../page/Id";
import { Question } from "../page/Question";
import type { User } from "../users/user";
import { callOfUser } from "./detail";

/** The sign-ins that lead to this user. Further ones are linked and unlinked here. */
export function TokenIdentifiers({ user, onChange }: { user: User; onChange: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const unlink = useAction(async (identifier: string) => {
    await send(`${callOfUser(user.id, "/token-identifiers")}&tokenIdentifier=${encodeURIComponent(identifier)}`, { method: "DELETE" });
    flushSync(() => setLeaving(null));
    // The button that asked is gone in a moment, and the focus with it.
    heading.current?.focus();
    onChange();
    return "The token identifier was unlinked.";
  });
  return (
    <section className="panel" aria-labelledby="identifiers">
      <div className="panel-head"><h2 id="identifiers" ref={heading} tabIndex={-1}>Token identifiers</h2></div>
      {user.tokenIdentifiers.length === 0 && <p className="empty">None. No sign-in leads to this user yet.</p>}
      <ul className="identifiers">
        {user.tokenIdentifiers.map(identifier => (
          <li key={identifier}>
            <Id what="token identifier">{identifier}</Id>
            <button
              type="button"
              className="quiet"
              aria-label={`Unlink ${identifier}`}
              onClick={() => (unlink.clear(), setLeaving(identifier))}
            >
              Unlink…
            </button>
          </li>
        ))}
      </ul>
      <LinkForm id={user.id} onChange={onChange} />
      {leaving === null && <Outcome {...unlink} running="Unlinking…" />}
      {leaving !== null && (
        <Question
          title="Unlink this token identifier?"
          confirm="Unlink"
          isDanger
          isRunning={unlink.isRunning}
          failure={unlink.failure}
          onConfirm={() => void unlink.run(leaving)}
          onClose={() => setLeaving(null)}
        >
          <p className="id">{leaving}</p>
          <p>This sign-in does not lead to the user any more. It can be linked again.</p>
        </Question>
      )}
    </section>
  );
}

function LinkForm({ id, onChange }: { id: string; onChange: () => void }) {
  const field = useId();
  const [identifier, setIdentifier] = useState("");
  const link = useAction(async () => {
    await send(callOfUser(id, "/token-identifiers"), { method: "POST", body: { tokenIdentifier: identifier.trim() } });
    setIdentifier("");
    onChange();
    return "The token identifier was linked.";
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void link.run();
  };
  return (
    <form className="link-form" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={field}>Link one more sign-in</label>
        <input
          id={field}
          className="mono"
          value={identifier}
          placeholder="issuer|subject"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={event => (setIdentifier(event.target.value), link.clear())}
        />
      </div>
      <button type="submit">Link</button>
      <Outcome {...link} running="Linking…" />
    </form>
  );
}
