import { stored } from "../page/stored";
import { recordingFetch } from "../wire/recordingFetch";
import type { Person } from "./directory";

export type EventType = "user.created" | "user.updated" | "user.deleted";

export interface Delivery {
  type: EventType;
  person: Person;
  isTaken: boolean;
  answer: string;
}

/** Counts what the server has taken, for those who show names that may have changed by it. */
export const deliveries = stored(0);

const send = recordingFetch("clerk");

/** Has the server's built-in provider sign an event and send it through the real webhook endpoint. */
export async function deliver(type: EventType, person: Person): Promise<Delivery> {
  const data = type === "user.deleted" ? { id: person.id, object: "user", deleted: true } : clerkUser(person);
  const outcome = (isTaken: boolean, answer: string): Delivery => ({ type, person, isTaken, answer });
  try {
    const response = await send("/dev/webhooks", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ type, data }),
    });
    const body = await response.json().catch(() => ({}));
    if (!response.ok) return outcome(false, `${response.status}: ${body.title ?? "the webhook endpoint refused it."}`);
    deliveries.write(deliveries.read() + 1);
    return outcome(true, `The webhook endpoint answered ${body.status}.`);
  } catch {
    return outcome(false, "The server cannot be reached.");
  }
}

function clerkUser({ id, name, email, createdAt }: Person) {
  const [first, ...last] = name.trim().split(/\s+/);
  const emailId = id.replace("user_", "idn_");
  return {
    id,
    object: "user",
    first_name: first || null,
    last_name: last.join(" ") || null,
    username: null,
    email_addresses: [{ id: emailId, object: "email_address", email_address: email, verification: { status: "verified" } }],
    primary_email_address_id: emailId,
    created_at: createdAt,
    updated_at: Date.now(),
  };
}
