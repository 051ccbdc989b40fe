import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { Mark } from "@example/page/Mark";
import { useStored } from "@example/page/stored";
import { Refused } from "../call/Refused";
import { answerOf, refusalOf } from "../call/send";
import { session } from "./session";

// Any call that needs the key and costs little.
const TRIAL = "changes?after=latest&limit=1";
const UNAUTHORIZED = 401;

export function SignIn() {
  const field = useId();
  const input = useRef<HTMLInputElement>(null);
  const { message } = useStored(session);
  const [refusal, setRefusal] = useState("");
  const [isSending, setSending] = useState(false);
  useEffect(() => {
    document.title = "Sign in · OrleansUsers operator";
    input.current?.focus();
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isSending) return;
    const key = input.current!.value.trim();
    setSending(true);
    const reason = await refuse(key);
    setSending(false);
    if (reason === null) return session.write({ key, message: null });
    setRefusal(reason);
    input.current?.focus();
    input.current?.select();
  };

  const told = refusal || message;
  return (
    <main className="sign-in-page">
      <form className="panel sign-in-card" onSubmit={event => void submit(event)} noValidate>
        <p className="brand"><Mark />OrleansUsers</p>
        <h1>Operator</h1>
        <div className="field">
          <label htmlFor={field}>Admin key</label>
          <input
            id={field}
            ref={input}
            type="password"
            className="mono"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={refusal !== ""}
            aria-describedby={`${field}-note${told ? ` ${field}-told` : ""}`}
            onChange={() => setRefusal("")}
          />
          <p id={`${field}-told`} className="error-text" role="alert">{told}</p>
        </div>
        <button type="submit" className="primary" aria-disabled={isSending}>{isSending ? "Signing in…" : "Sign in"}</button>
        <p id={`${field}-note`} className="muted note">
          The key is the setting <code>ADMIN_API_KEY</code> of the server, or another key below <code>Admin__Keys</code>.
          It stays in the memory of this tab. After a reload you are asked for it again.
        </p>
      </form>
    </main>
  );
}

/** Says why the key does not open the page; null when it does. */
async function refuse(key: string): Promise<string | null> {
  if (key === "") return "Enter the key.";
  if (!/^[\x20-\x7e]+$/.test(key)) return "The key has characters that cannot be sent. Copy it again.";
  try {
    const answer = await answerOf(TRIAL, key, {});
    if (answer.ok) return null;
    if (answer.status === UNAUTHORIZED) return "The server does not accept this key.";
    return (await refusalOf(answer)).message;
  } catch (reason) {
    return reason instanceof Refused ? reason.message : "That did not work. Try again.";
  }
}
