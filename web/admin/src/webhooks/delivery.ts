export const OUTCOMES = ["stored", "unchanged", "ignored", "refused", "unreadable", "failed"] as const;

export type DeliveryOutcome = (typeof OUTCOMES)[number];

/** One delivery of a webhook to this process. */
export interface Delivery {
  receivedAt: string;
  provider: string | null;
  deliveryId: string | null;
  type: string | null;
  userId: string | null;
  outcome: DeliveryOutcome;
  reason: string | null;
  /** How long after its event it arrived. */
  ageMs: number | null;
}

/** `GET /admin/webhooks` */
export interface DeliveryList {
  items: Delivery[];
}
