import { useEffect, useRef, type RefObject } from "react";

/**
 * When a change of state takes the focused control of an app away, its body gets the focus,
 * so that the keyboard does not start over at the top.
 */
export function useKeptFocus(app: RefObject<HTMLElement | null>, body: RefObject<HTMLElement | null>, state: string): void {
  const wasInside = useRef(false);

  useEffect(() => {
    const follow = (event: FocusEvent) => {
      wasInside.current = app.current?.contains(event.target as Node) ?? false;
    };
    document.addEventListener("focusin", follow);
    return () => document.removeEventListener("focusin", follow);
  }, [app]);

  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (wasInside.current && isLost) body.current?.focus({ preventScroll: true });
  }, [body, state]);
}
