import { labelOf } from "../user/fields";
import { Value } from "../user/Value";
import type { User } from "../users/user";
import { valueOf } from "./preview";

interface ComparisonTableProps {
  fields: string[];
  before: User | null;
  after: User | null;
  areChanged?: boolean;
}

export function ComparisonTable({ fields, before, after, areChanged = false }: ComparisonTableProps) {
  return (
    <table className="comparison">
      <thead><tr><th>Field</th><th>Before</th><th>After</th></tr></thead>
      <tbody>
        {fields.map(field => (
          <tr key={field} className={areChanged ? "changed" : undefined}>
            <th scope="row">{labelOf(field)}{areChanged && <span className="tag tag-warn">changes</span>}</th>
            <td><span className="cell-name" aria-hidden="true">Before</span><Value field={field} value={valueOf(before, field)} /></td>
            <td><span className="cell-name" aria-hidden="true">After</span><Value field={field} value={valueOf(after, field)} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
