import type { ReactNode } from "react";

/** A name, its value, and whether it needs attention. */
export type Figure = readonly [name: string, value: ReactNode, isNotable?: boolean];

export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className="figures">
      {figures.map(([name, value, isNotable]) => (
        <div key={name} className={isNotable ? "figure figure-notable" : "figure"}><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}
