import { useId, useState, type FormEvent } from "react";
import { idFor, READY, register, useDirectory } from "../clerk/directory";
import { Initials } from "../user/Initials";
import type { WayText } from "../ways/way";
import { sessions } from "./session";

/** The identity provider's sign-in page, except that nobody is asked for a password. */
export function SignIn({ way }: { way: WayText }) {
  const { people } = useDirectory();
  const { signIn } = sessions[way.id];
  return (
    <div className="sign-in">
      <h3>Sign in as anyone</h3>
      <ul className="people">
        {READY.map(({ id }) => people.find(person => person.id === id)!).map(({ id, name, isDeleted }) => (
          <li key={id}>
            <button type="button" className="person" onClick={() => signIn(register(id, name).id)}>
              <Initials id={id} name={name} />
              <span className="person-text">{name}<span className="id">{isDeleted ? "deleted" : id}</span></span>
            </button>
          </li>
        ))}
      </ul>
      <Someone onSignIn={(id, name) => signIn(register(id, name).id)} />
    </div>
  );
}

function Someone({ onSignIn }: { onSignIn: (id: string, name: string) => void }) {
  const field = useId();
  const [name, setName] = useState("");
  const [id, setId] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const suggested = name.trim() === "" ? "" : idFor(name);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return setMissing(true);
    onSignIn(id?.trim() || suggested, name.trim());
  };

  return (
    <form className="fields" onSubmit={submit} noValidate>
      <div className="field">
        <label htmlFor={`${field}-name`}>Name</label>
        <input
          id={`${field}-name`}
          value={name}
          maxLength={100}
          autoComplete="off"
          placeholder="Someone else"
          aria-invalid={isMissing}
          aria-describedby={isMissing ? `${field}-missing` : undefined}
          onChange={event => (setName(event.target.value), setMissing(false))}
        />
        {isMissing && <p id={`${field}-missing`} className="error-text">Whom should we sign in? Give a name.</p>}
      </div>
      <div className="field">
        <label htmlFor={`${field}-id`}>User id</label>
        <input
          id={`${field}-id`}
          className="mono"
          value={id ?? suggested}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          placeholder="user_…"
          onChange={event => setId(event.target.value || null)}
        />
      </div>
      <button type="submit">Sign in</button>
    </form>
  );
}
