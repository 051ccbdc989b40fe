import { useEffect, useRef, type RefObject } from "react";

/** When a change of state takes the focused control away, its place keeps the focus, so that the keyboard does not start over at the top. */
export function useKeptFocus(place: RefObject<HTMLElement | null>, state: string): void {
  const wasInside = useRef(false);

  useEffect(() => {
    const follow = (event: FocusEvent) => {
      wasInside.current = place.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener("focusin", follow);
    return () => document.removeEventListener("focusin", follow);
  }, [place]);

  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (wasInside.current && isLost) place.current?.focus({ preventScroll: true });
  }, [place, state]);
}
