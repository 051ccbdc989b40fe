import { tell } from "../page/news";
import { recordingFetch } from "../wire/recordingFetch";
import type { Person } from "./directory";

export type EventType = "user.created" | "user.updated" | "user.deleted";

export interface Delivery {
  type: EventType;
  person: Person;
  isTaken: boolean;
  answer: string;
}

const send = recordingFetch("clerk");

/** Has the server's built-in provider sign an event and send it through the real webhook endpoint. */
export async function deliver(type: EventType, person: Person, lateBy = 0): Promise<Delivery> {
  const data = type === "user.deleted" ? { id: person.id, object: "user", deleted: true } : clerkUser(person, Date.now() - lateBy);
  const outcome = (isTaken: boolean, answer: string): Delivery => ({ type, person, isTaken, answer });
  try {
    const response = await send("/dev/webhooks", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ type, data }),
    });
    const body = await response.json().catch(() => ({}));
    if (!response.ok) return outcome(false, `${response.status}: ${body.title ?? "the webhook endpoint refused it."}`);
    tell();
    return outcome(true, `The webhook endpoint answered ${body.status}.${lateBy > 0 ? " Where something newer is stored, it stays." : ""}`);
  } catch {
    return outcome(false, "The server cannot be reached.");
  }
}

function clerkUser({ id, name, email, createdAt }: Person, changedAt: number) {
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
    created_at: Math.min(createdAt, changedAt),
    updated_at: changedAt,
  };
}
