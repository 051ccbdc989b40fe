import { Ago } from "../page/Ago";
import type { Part, Said } from "./detail";
import { labelOf, textOf } from "./fields";

/** Says in a sentence where the value of a field comes from, and which other values it outweighs. */
export function Why({ field, part }: { field: string; part: Part }) {
  return (
    <details className="why">
      <summary>Why<span className="visually-hidden"> is {labelOf(field)} “{textOf(part.value)}”</span>?</summary>
      <div className="why-text">
        <p>From <Origin said={part} />.</p>
        {part.outweighed.length === 0
          ? <p className="muted">Nothing else is known about it.</p>
          : (
            <>
              <p>It outweighs:</p>
              <ul>
                {part.outweighed.map((said, at) => (
                  <li key={at}><q className="outweighed">{textOf(said.value)}</q> from <Origin said={said} />.</li>
                ))}
              </ul>
              <p className="muted">{part.source === "directory"
                ? "A token or linked account that is newer than this change outweighs it."
                : "A newer change in the provider’s directory outweighs it. Until then the next token may bring it again."}</p>
            </>
          )}
      </div>
    </details>
  );
}

function Origin({ said: { source, provider, at } }: { said: Said }) {
  const whose = provider ?? "a provider that is not configured any more";
  // Claims of a token without a time count as older than all others.
  const isTimed = Date.parse(at) > 0;
  switch (source) {
    case "directory": return <>the directory of {whose}{isTimed && <>, changed <Ago at={at} isExact /></>}</>;
    case "token": return <>a token of {whose}{isTimed ? <>, issued <Ago at={at} isExact /></> : " without a time"}</>;
    default: return <>the linked account at {whose}{isTimed && <>, of <Ago at={at} isExact /></>}</>;
  }
}
