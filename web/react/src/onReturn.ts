/** A way in which a page comes back to life. */
export type Return = "online" | "visible" | "focus";

/** Calls back when the page comes back in one of the ways, until the returned function is called. On a server nothing ever does. */
export function onReturn(ways: readonly Return[], listener: () => void): () => void {
  if (typeof window === "undefined" || typeof document === "undefined") return () => {};
  const shown = () => {
    if (isVisible()) listener();
  };
  const events = ways.filter((way) => way !== "visible");
  for (const event of events) window.addEventListener(event, listener);
  if (ways.includes("visible")) document.addEventListener("visibilitychange", shown);
  return () => {
    for (const event of events) window.removeEventListener(event, listener);
    document.removeEventListener("visibilitychange", shown);
  };
}

export const isVisible = (): boolean => typeof document === "undefined" || document.visibilityState === "visible";
