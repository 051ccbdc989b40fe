import { onReturn } from "./onReturn.js";

/**
 * Resolves after the time, or as soon as the signal aborts; with `early`, also when there is reason to hope
 * that a new attempt succeeds.
 */
export function pause(milliseconds: number, signal: AbortSignal, { early }: { early: boolean }): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      stop?.();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const stop = early ? onReturn(["online", "visible"], done) : null;
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
