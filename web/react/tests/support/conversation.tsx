import { type Messages, useMessages } from "../../src/index.js";
import { type TestApp, useTestApp } from "./app.js";

export const read = "GET /messages";
export const bodies = ({ messages }: Messages) => messages.map(({ body }) => body);
export const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);

/** A page that shows messages, new for each test. */
export function useConversation() {
  const at = useTestApp();
  return {
    at,
    fill: (from: number, to: number) => numbered(from, to).forEach((body) => at.server.messages.add("bob", body)),
    showMessages(channel?: string, refreshEvery = 0, options: Parameters<TestApp["show"]>[1] = {}) {
      at.auth.load("ada");
      const shown = at.app.recorded(() => useMessages(channel, { refreshEvery }));
      at.app.show(<shown.Recorder />, options);
      return shown;
    },
  };
}
