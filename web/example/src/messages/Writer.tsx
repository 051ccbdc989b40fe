import { useId } from "react";
import { useDirectory } from "../clerk/directory";
import type { SignedIn } from "../sign-in/useSignedIn";
import { WAYS, type WayId } from "../ways/way";

interface WriterProps {
  among: readonly SignedIn[];
  chosen: WayId;
  onChoose: (way: WayId) => void;
}

/** With somebody signed in on each side: who is writing. */
export function Writer({ among, chosen, onChoose }: WriterProps) {
  const group = useId();
  const { people } = useDirectory();
  return (
    <fieldset className="choice">
      <legend>Write as</legend>
      {among.map(({ way, userId }) => (
        <label key={way}>
          <input type="radio" name={group} checked={way === chosen} onChange={() => onChoose(way)} />
          <span>{people.find(person => person.id === userId)?.name ?? userId} <span className="muted">(way {WAYS[way].number})</span></span>
        </label>
      ))}
    </fieldset>
  );
}
