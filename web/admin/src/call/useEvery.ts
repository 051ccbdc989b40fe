import { useEffect } from "react";

/** Reloads some time after each answer, while the tab is visible. */
export function useEvery(milliseconds: number, { isLoading, reload }: { isLoading: boolean; reload(): void }): void {
  useEffect(() => {
    if (isLoading) return;
    const reloadWhenVisible = () => {
      if (document.visibilityState === "hidden") return;
      document.removeEventListener("visibilitychange", reloadWhenVisible);
      reload();
    };
    const timer = setTimeout(() => {
      document.addEventListener("visibilitychange", reloadWhenVisible);
      reloadWhenVisible();
    }, milliseconds);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", reloadWhenVisible);
    };
  }, [milliseconds, isLoading, reload]);
}
