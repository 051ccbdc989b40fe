import { useEffect, useRef, useState } from "react";
import { Refused } from "./Refused";

/** A change that the operator asks for: at most one at a time. */
export interface Action<A extends unknown[]> {
  run(...args: A): Promise<void>;
  isRunning: boolean;
  failure: Refused | null;
  /** What to tell about the last one. */
  done: string | null;
  clear(): void;
}

/** @param change Makes the change and returns what to tell; null tells nothing. */
export function useAction<A extends unknown[]>(change: (...args: A) => Promise<string | null>): Action<A> {
  const [state, setState] = useState<Pick<Action<A>, "isRunning" | "failure" | "done">>(
    { isRunning: false, failure: null, done: null });
  const isBusy = useRef(false);
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => void (isShown.current = false);
  }, []);

  const run = async (...args: A) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setState({ isRunning: true, failure: null, done: null });
    let failure: Refused | null = null;
    let done: string | null = null;
    try {
      done = await change(...args);
    } catch (reason) {
      failure = reason instanceof Refused ? reason : new Refused(0, "The answer of the server cannot be read.");
    }
    isBusy.current = false;
    if (isShown.current) setState({ isRunning: false, failure, done });
  };

  return { ...state, run, clear: () => setState({ isRunning: false, failure: null, done: null }) };
}
