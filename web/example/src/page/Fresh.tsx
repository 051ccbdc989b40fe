import { useState, type ReactNode } from "react";

/** Marks its content for a moment when the value behind it changes while it is shown. */
export function Fresh({ value, children }: { value: string | number | null; children?: ReactNode }) {
  const [last, setLast] = useState({ value, changes: 0 });
  if (last.value !== value) setLast({ value, changes: last.changes + 1 });
  // Isolated, since a name may run from right to left.
  return <bdi key={last.changes} className={last.changes > 0 ? "fresh" : undefined}>{children ?? value}</bdi>;
}
