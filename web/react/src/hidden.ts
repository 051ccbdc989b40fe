import { isVisible, onReturn } from "./onReturn.js";

/** Calls back once the page has been hidden for so long, until the returned function is called. On a server nothing ever does. */
export function onHidden(milliseconds: number, listener: () => void): () => void {
  if (typeof document === "undefined" || !document.addEventListener) return () => {};
  const page = document;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = () => {
    clearTimeout(timer);
    timer = isVisible() ? undefined : setTimeout(listener, milliseconds);
  };
  page.addEventListener("visibilitychange", changed);
  changed();
  return () => {
    clearTimeout(timer);
    page.removeEventListener("visibilitychange", changed);
  };
}

/** Resolves as soon as the page is visible or the signal aborts. */
export function untilVisible(signal: AbortSignal): Promise<void> {
  if (isVisible() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      stop();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const stop = onReturn(["visible"], done);
    signal.addEventListener("abort", done);
  });
}
