import type { Delivery } from "./webhook";

/** What the webhook endpoint said to the last event. */
export function Answer({ delivery }: { delivery: Delivery | null }) {
  return (
    <p
      className={`answer ${delivery === null ? "" : delivery.isTaken ? "answer-taken" : "answer-refused"}`}
      role="status"
      aria-label="Answer of the webhook"
    >
      {delivery === null
        ? "No event sent yet."
        : <><code>{delivery.type}</code> of {delivery.person.name}. {delivery.answer}</>}
    </p>
  );
}
