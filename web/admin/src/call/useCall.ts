import { useCallback, useEffect, useState } from "react";
import { Refused } from "./Refused";
import { get } from "./send";

const PAUSE_S = 3;

/** What is known of the answer to one call. After a failed reload there are both, the earlier data and the failure. */
export interface Call<T> {
  data: T | null;
  failure: Refused | null;
  isLoading: boolean;
  reload(): void;
}

interface State<T> {
  path: string;
  data: T | null;
  failure: Refused | null;
  isLoading: boolean;
}

const begun = <T>(path: string): State<T> => ({ path, data: null, failure: null, isLoading: true });

/**
 * Calls `GET /admin/<path>` and, while the server is not available, again and again.
 * A call that nobody waits for any more is aborted.
 * @param keeps Whether the answer for another path stays until there is one for the new path.
 */
export function useCall<T>(path: string, { keeps = false } = {}): Call<T> {
  const [state, setState] = useState<State<T>>(() => begun(path));
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound(before => before + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    setState(before => before.path === path || keeps ? { ...before, path, isLoading: true } : begun(path));
    get<T>(path, { signal: abort.signal }).then(
      data => {
        if (!abort.signal.aborted) setState({ path, data, failure: null, isLoading: false });
      },
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        const failure = reason instanceof Refused ? reason : new Refused(0, "The answer of the server cannot be read.");
        setState(before => ({ ...before, failure, isLoading: false }));
        if (failure.isPassing) retry = setTimeout(reload, (failure.retryAfter ?? PAUSE_S) * 1000);
      },
    );
    return () => {
      abort.abort();
      clearTimeout(retry);
    };
  }, [path, keeps, round, reload]);

  const { data, failure, isLoading } = state.path === path || keeps ? state : begun<T>(path);
  return { data, failure, isLoading, reload };
}
