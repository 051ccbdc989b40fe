import { useState } from "react";
import type { Person } from "./directory";
import { deliver } from "./webhook";

/** What Clerk would do by itself, a moment after somebody has signed up. */
export function SendCreated({ person }: { person: Person }) {
  const [isSending, setSending] = useState(false);
  const [refusal, setRefusal] = useState("");

  const send = async () => {
    if (isSending) return;
    setSending(true);
    const delivery = await deliver("user.created", person);
    setSending(false);
    setRefusal(delivery.isTaken ? "" : delivery.answer);
  };

  return (
    <>
      <button type="button" className="primary" onClick={() => void send()}>Send user.created</button>
      {refusal !== "" && <p className="error-text" role="alert">{refusal}</p>}
    </>
  );
}
