import type { User } from "../users/user";

/** `POST /admin/webhooks/preview` */
export interface Preview {
  userId: string | null;
  /** Failed: the sender would have to try again. */
  outcome: "stored" | "unchanged" | "ignored" | "failed";
  reason: string | null;
  before: User | null;
  after: User | null;
  changed: string[] | null;
}

/** An event to begin with. */
export const example = () => JSON.stringify({
  type: "user.updated",
  timestamp: Date.now(),
  data: {
    id: "user_1",
    first_name: "Ada",
    last_name: "King",
    username: "ada",
    primary_email_address_id: "idn_1",
    email_addresses: [{ id: "idn_1", email_address: "ada@example.com", verification: { status: "verified" } }],
    updated_at: Date.now(),
  },
}, null, 2);

export const valueOf = (user: User | null, field: string): unknown => (user as Record<string, unknown> | null)?.[field];
