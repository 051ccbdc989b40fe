import type { Source } from "./lines";

/** Who on the page talks, as a short sign and in words. */
export const SOURCES: Record<Source, { sign: string; name: string }> = {
  store: { sign: "1", name: "Store" },
  webhook: { sign: "2", name: "Webhook" },
  clerk: { sign: "C", name: "Clerk" },
  messages: { sign: "M", name: "Messages" },
};
