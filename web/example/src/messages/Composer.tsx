import { useId, useState, type FormEvent, type KeyboardEvent } from "react";
import { OrleansUsersError, type Messages } from "@orleans-users/react";

const FORBIDDEN = 403;

export function Composer({ send }: Pick<Messages, "send">) {
  const field = useId();
  const [body, setBody] = useState("");
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState("");

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (isSending) return;
    if (body.trim() === "") return setRefusal("Write something first.");
    setSending(true);
    try {
      await send(body);
      setBody("");
      setRefusal("");
    } catch (error) {
      setRefusal(reason(error));
    } finally {
      setSending(false);
    }
  };

  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };

  return (
    <form className="composer" onSubmit={event => void submit(event)} noValidate>
      <label htmlFor={field}>Message</label>
      <textarea
        id={field}
        rows={1}
        value={body}
        maxLength={4000}
        aria-invalid={refusal !== ""}
        aria-describedby={refusal === "" ? undefined : `${field}-refusal`}
        onChange={event => (setBody(event.target.value), setRefusal(""))}
        onKeyDown={sendOnEnter}
      />
      <button type="submit" className="primary">Send</button>
      {refusal !== "" && <p id={`${field}-refusal`} className="error-text" role="alert">{refusal}</p>}
    </form>
  );
}

function reason(error: unknown): string {
  if (!(error instanceof OrleansUsersError)) return "That did not work. Try again.";
  return error.status === FORBIDDEN
    ? "403: only stored users write. This one is signed in and not stored: the webhook has not come yet, or the user was deleted."
    : error.message;
}
