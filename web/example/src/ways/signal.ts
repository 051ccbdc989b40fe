import type { WayId } from "./way";

/** How one front end, or the page as a whole, hears from the server. */
export type Signal = "signed-out" | "off" | "connecting" | "live" | "reconnecting";

const WORST_FIRST: readonly Signal[] = ["reconnecting", "connecting", "live", "off", "signed-out"];

export const worst = (signals: Record<WayId, Signal>): Signal =>
  WORST_FIRST.find(signal => Object.values(signals).includes(signal)) ?? "signed-out";
