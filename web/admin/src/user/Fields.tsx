import type { Part, UserDetail } from "./detail";
import { inOrder, labelOf, textOf } from "./fields";
import { Value } from "./Value";
import { Why } from "./Why";

/** Each field with its value, and why it has this value. */
export function Fields({ parts }: { parts: UserDetail["parts"] }) {
  const fields = inOrder(Object.keys(parts ?? {}));
  return (
    <section className="panel" aria-labelledby="fields">
      <div className="panel-head"><h2 id="fields">What is known</h2></div>
      {fields.length === 0 && <p className="empty">Nothing is known about this person.</p>}
      <ul className="field-rows">
        {fields.map(field => <FieldRow key={field} field={field} part={parts![field]!} />)}
      </ul>
    </section>
  );
}

function FieldRow({ field, part }: { field: string; part: Part }) {
  const differs = part.outweighed.some(said => textOf(said.value) !== textOf(part.value));
  return (
    <li className="field-row">
      <span className="field-label">{labelOf(field)}</span>
      <span className="field-value">
        <Value field={field} value={part.value} />
        {differs && <span className="tag tag-warn">sources differ</span>}
      </span>
      <Why field={field} part={part} />
    </li>
  );
}
