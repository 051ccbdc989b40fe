import { OUTCOMES, type Delivery, type DeliveryOutcome } from "./delivery";

export interface Health {
  /** Deliveries per minute, since the oldest one that is known. */
  rate: number;
  lastMinute: number;
  /** How old events are when they arrive; null when no delivery has a time. */
  medianAge: number | null;
  oldestAge: number | null;
  byOutcome: Record<DeliveryOutcome, number>;
}

const MINUTE_MS = 60_000;

/** @param items Newest first. */
export function healthOf(items: readonly Delivery[], current: number): Health {
  const since = items.length === 0 ? current : Date.parse(items.at(-1)!.receivedAt);
  const ages = items.flatMap(({ ageMs }) => ageMs === null ? [] : [ageMs]).sort((a, b) => a - b);
  const byOutcome = Object.fromEntries(OUTCOMES.map(outcome => [outcome, 0])) as Record<DeliveryOutcome, number>;
  for (const { outcome } of items) byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
  return {
    rate: items.length / Math.max(1, (current - since) / MINUTE_MS),
    lastMinute: items.filter(({ receivedAt }) => current - Date.parse(receivedAt) < MINUTE_MS).length,
    medianAge: ages[Math.floor(ages.length / 2)] ?? null,
    oldestAge: ages.at(-1) ?? null,
    byOutcome,
  };
}
