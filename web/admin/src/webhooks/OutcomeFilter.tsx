import { number } from "../page/words";
import { OUTCOMES, type DeliveryOutcome } from "./delivery";

const WORDS: Record<DeliveryOutcome, string> = {
  stored: "Stored",
  unchanged: "Nothing new",
  ignored: "Ignored",
  refused: "Refused",
  unreadable: "Unreadable",
  failed: "Failed",
};

interface OutcomeFilterProps {
  counts: Record<DeliveryOutcome, number>;
  total: number;
  chosen: DeliveryOutcome | null;
  onChoose: (outcome: DeliveryOutcome | null) => void;
}

export function OutcomeFilter({ counts, total, chosen, onChoose }: OutcomeFilterProps) {
  return (
    <div className="filters" role="group" aria-label="Which deliveries to show">
      <button type="button" aria-pressed={chosen === null} onClick={() => onChoose(null)}>All {number(total)}</button>
      {OUTCOMES.map(outcome => (
        <button key={outcome} type="button" aria-pressed={chosen === outcome} onClick={() => onChoose(outcome)}>
          {WORDS[outcome]} {number(counts[outcome])}
        </button>
      ))}
    </div>
  );
}
