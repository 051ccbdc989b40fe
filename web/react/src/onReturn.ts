/** A way in which a page comes back to life. */
export type Return = "online" | "visible" | "focus";

/** Calls back when the page comes back in one of the ways, until the returned function is called. On a server nothing ever does. */
export function onReturn(ways: readonly Return[], listener: () => void): () => void {
  // React Native has a window that is no page.
  if (typeof window === "undefined" || typeof document === "undefined" || !window.addEventListener || !document.addEventListener)
    return () => {};
  const [page, content] = [window, document];
  const shown = () => {
    if (isVisible()) listener();
  };
  const events = ways.filter((way) => way !== "visible");
  for (const event of events) page.addEventListener(event, listener);
  if (ways.includes("visible")) content.addEventListener("visibilitychange", shown);
  return () => {
    // The connection outlives its components for a moment, in which a test runner may have taken the page apart.
    for (const event of events) page.removeEventListener?.(event, listener);
    content.removeEventListener("visibilitychange", shown);
  };
}

export const isVisible = (): boolean => typeof document === "undefined" || document.visibilityState !== "hidden";
