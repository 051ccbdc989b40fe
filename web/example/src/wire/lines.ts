import { stored, useStored } from "../page/stored";

export type Source = "store" | "webhook" | "clerk" | "messages";

/** A request and what became of it. A status of 0 is none yet. */
export interface Exchange {
  kind: "exchange";
  id: number;
  source: Source;
  at: number;
  method: string;
  path: string;
  status: number;
  ending?: "open" | "closed" | "stopped" | "failed";
  took?: number;
  asked?: string;
  answered?: string;
}

/** What came over a stream that one of the exchanges opened. */
export interface Arrival {
  kind: "arrival";
  id: number;
  source: Source;
  at: number;
  event: string;
  version: string;
  data: string;
}

export type Line = Exchange | Arrival;

// Enough to look back some minutes, and few enough to stay quick.
const KEPT = 100;

const lines = stored<readonly Line[]>([]);
let lastId = 0;

export const useLines = () => useStored(lines);

export function add(line: Omit<Exchange, "id" | "at"> | Omit<Arrival, "id" | "at">): number {
  const id = ++lastId;
  lines.write([{ ...line, id, at: Date.now() } as Line, ...lines.read()].slice(0, KEPT));
  return id;
}

export function amend(id: number, news: Partial<Exchange>): void {
  lines.write(lines.read().map(line => (line.id === id ? ({ ...line, ...news } as Line) : line)));
}

export const clear = () => lines.write([]);
