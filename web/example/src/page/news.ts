import { stored } from "./stored";

/** Counts moments at which somebody's stored user may have changed, for the parts of the page that are not live by themselves. */
export const news = stored(0);

// A change made on this page is heard of twice: when it is sent, and when it comes back over a live connection.
const TOGETHER_MS = 100;
let isComing = false;

export function tell(): void {
  if (isComing) return;
  isComing = true;
  setTimeout(() => {
    isComing = false;
    news.write(news.read() + 1);
  }, TOGETHER_MS);
}
