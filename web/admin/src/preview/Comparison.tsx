import { hrefOfUser } from "../page/route";
import { inOrder, textOf } from "../user/fields";
import type { User } from "../users/user";
import { ComparisonTable } from "./ComparisonTable";
import { sentenceOf } from "../webhooks/reasons";
import { valueOf, type Preview } from "./preview";

// They say the same as another field, or follow from the others.
const LEFT_OUT = new Set(["id", "externalId", "version"]);

/** The user before and after. What would change comes first. */
export function Comparison({ preview }: { preview: Preview }) {
  const { userId, before, after } = preview;
  const changed = inOrder(new Set((preview.changed ?? []).filter(field => !LEFT_OUT.has(field))));
  const others = inOrder(new Set([before, after].flatMap(user => Object.keys(user ?? {}))))
    .filter(field => !changed.includes(field) && !LEFT_OUT.has(field) && [before, after].some(user => isGiven(user, field)));
  return (
    <>
      <p className={`answer ${preview.outcome === "stored" ? "answer-taken" : ""}`}>{sentence(preview, changed.length)}</p>
      {userId && <p><a className="id" href={hrefOfUser(userId)}>{userId}</a></p>}
      {changed.length > 0 && <ComparisonTable fields={changed} areChanged before={before} after={after} />}
      {others.length > 0 && (
        <details className="others" open={changed.length === 0}>
          <summary>{others.length === 1 ? "1 field stays as it is" : `${others.length} fields stay as they are`}</summary>
          <ComparisonTable fields={others} before={before} after={after} />
        </details>
      )}
    </>
  );
}

const isGiven = (user: User | null, field: string) => !["none", "[]"].includes(textOf(valueOf(user, field)));

function sentence({ outcome, reason, before, after }: Preview, changes: number): string {
  const because = reason ? ` ${sentenceOf(reason)}` : "";
  switch (outcome) {
    case "ignored": return `It would be ignored.${because}`;
    case "failed": return `It would not be taken now.${because}`;
    case "unchanged": return `It would change nothing.${because}`;
    default:
      if (before === null && after === null) return `It would delete a user who is not stored.${because}`;
      if (after === null) return `It would delete the user.${because}`;
      if (before === null) return `It would store a new user.${because}`;
      return `It would change ${changes === 1 ? "1 field" : `${changes} fields`}.${because}`;
  }
}
