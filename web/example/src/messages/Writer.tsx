import { useId } from "react";
import { personOf } from "../clerk/directory";
import type { WayId, WayText } from "../ways/way";

interface WriterProps {
  ways: readonly WayText[];
  userIds: Record<WayId, string | null>;
  chosen: WayId;
  onChoose: (way: WayId) => void;
}

/** With somebody signed in on each side: who is writing. */
export function Writer({ ways, userIds, chosen, onChoose }: WriterProps) {
  const group = useId();
  return (
    <fieldset className="choice">
      <legend>Write as</legend>
      {ways.map(({ id, number }) => (
        <label key={id}>
          <input type="radio" name={group} checked={id === chosen} onChange={() => onChoose(id)} />
          {personOf(userIds[id]!).name} <span className="muted">(way {number})</span>
        </label>
      ))}
    </fieldset>
  );
}
