import { Ago } from "../page/Ago";
import { isTime, textOf } from "./fields";

/** The value of a field. */
export function Value({ field, value }: { field: string; value: unknown }) {
  if (value === null || value === undefined || value === "") return <span className="muted">none</span>;
  if (isTime(field, value)) return <Ago at={value} isExact />;
  if (Array.isArray(value)) return <ul>{value.map(item => <li key={String(item)} className="mono">{textOf(item)}</li>)}</ul>;
  if (typeof value === "object") return <pre className="json">{JSON.stringify(value, null, 2)}</pre>;
  if (field === "imageUrl" || field === "referenceId") return <span className="mono">{textOf(value)}</span>;
  return <bdi>{textOf(value)}</bdi>;
}
