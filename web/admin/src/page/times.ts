const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]] as const;
const JUST_NOW_MS = 5_000;

/** "3 minutes ago", "in 2 days". */
export function relatively(at: string, current: number): string {
  const distance = Date.parse(at) - current;
  if (Number.isNaN(distance)) return at;
  if (Math.abs(distance) < JUST_NOW_MS) return "just now";
  const [unit, length] = UNITS.find(([, length]) => Math.abs(distance) >= length) ?? ["second", 1_000] as const;
  return relative.format(Math.trunc(distance / length), unit);
}

/** The time in UTC to the second. */
export function exactly(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? at : `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** "320 ms", "4.2 s", "3 min", "5 h". */
export function duration(milliseconds: number): string {
  const size = Math.abs(milliseconds);
  if (size < 1_000) return `${Math.round(milliseconds)} ms`;
  if (size < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  if (size < 3_600_000) return `${Math.round(milliseconds / 60_000)} min`;
  return size < 172_800_000 ? `${Math.round(milliseconds / 3_600_000)} h` : `${Math.round(milliseconds / 86_400_000)} days`;
}
