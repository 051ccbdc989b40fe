import type { OrleansUsersError } from "./OrleansUsersError.js";

// React Native's AbortController takes no reason.
const reasons = new WeakMap<AbortSignal, OrleansUsersError>();

export function abort(controller: AbortController, reason: OrleansUsersError): void {
  if (!controller.signal.aborted) reasons.set(controller.signal, reason);
  controller.abort(reason);
}

/** Why a signal of this package was aborted. */
export const reasonOf = (signal: AbortSignal): OrleansUsersError => reasons.get(signal) ?? (signal.reason as OrleansUsersError);

/** Calls back once, when the signal aborts or if it has; until the returned function is called. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  signal.addEventListener("abort", listener);
  if (signal.aborted) listener();
  return () => signal.removeEventListener("abort", listener);
}

/** The promise's outcome, unless the signal aborts first: identity providers' libraries and wrappers of fetch may know no signals. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(reasonOf(signal)));
    promise.then(resolve, reject).finally(stop);
  });
}
