const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const dateAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

/** A moment: today by the clock alone. */
export function Time({ at }: { at: string | number }) {
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  return <time dateTime={moment.toISOString()}>{(isToday ? clock : dateAndClock).format(moment)}</time>;
}
