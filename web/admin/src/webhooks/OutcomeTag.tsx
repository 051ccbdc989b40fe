import type { DeliveryOutcome } from "./delivery";

const TONES: Partial<Record<DeliveryOutcome, string>> = {
  stored: "tag-good",
  refused: "tag-warn",
  unreadable: "tag-bad",
  failed: "tag-bad",
};

export function OutcomeTag({ outcome }: { outcome: DeliveryOutcome }) {
  return <span className={`tag ${TONES[outcome] ?? ""}`}>{outcome}</span>;
}
