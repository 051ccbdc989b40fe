import { hrefOfUser } from "../page/route";
import { inOrder, labelOf, textOf } from "../user/fields";
import { Value } from "../user/Value";
import type { User } from "../users/user";
import type { Preview } from "./preview";

// They are in the sentence above, or say the same as another.
const LEFT_OUT = new Set(["id", "externalId", "version"]);

/** The user before and after, with what would change marked. */
export function Comparison({ preview }: { preview: Preview }) {
  const { userId, before, after } = preview;
  const changed = new Set(preview.changed ?? []);
  const fields = inOrder([before, after].flatMap(user => Object.keys(user ?? {})))
    .filter((field, at, all) => all.indexOf(field) === at && !LEFT_OUT.has(field))
    .filter(field => changed.has(field) || [before, after].some(user => isGiven(valueOf(user, field))));
  return (
    <>
      <p className={`answer ${preview.outcome === "stored" ? "answer-taken" : ""}`}>{sentence(preview, changed.size)}</p>
      {userId && <p><a className="id" href={hrefOfUser(userId)}>{userId}</a></p>}
      {fields.length > 0 && (
        <table className="comparison">
          <thead><tr><th>Field</th><th>Before</th><th>After</th></tr></thead>
          <tbody>
            {fields.map(field => (
              <tr key={field} className={changed.has(field) ? "changed" : undefined}>
                <th scope="row">{labelOf(field)}{changed.has(field) && <span className="tag tag-warn">changes</span>}</th>
                <td><span className="cell-name" aria-hidden="true">Before</span><Side user={before} field={field} /></td>
                <td><span className="cell-name" aria-hidden="true">After</span><Side user={after} field={field} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Side({ user, field }: { user: User | null; field: string }) {
  return <div><Value field={field} value={valueOf(user, field)} /></div>;
}

const valueOf = (user: User | null, field: string) => (user as Record<string, unknown> | null)?.[field];

const isGiven = (value: unknown) => value !== null && value !== undefined && textOf(value) !== "[]";

function sentence({ outcome, reason, before, after }: Preview, changes: number): string {
  const because = reason ? ` ${/[.!?]$/.test(reason) ? reason : `Reason: ${reason}.`}` : "";
  switch (outcome) {
    case "ignored": return `It would be ignored.${because}`;
    case "unchanged": return `It would change nothing.${because}`;
    default:
      if (after === null) return `It would delete the user.${because}`;
      if (before === null) return `It would store a new user.${because}`;
      return `It would change ${changes === 1 ? "1 field" : `${changes} fields`}.${because}`;
  }
}
