import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Message } from "./Message.js";
import { type MessagesState, messagesLoading, noMessages } from "./MessageLog.js";
import { useAccess } from "./OrleansUsersProvider.js";
import { OrleansUsersError } from "./OrleansUsersError.js";

export interface Messages extends MessagesState {
  /** Rejects with an `OrleansUsersError`, of code `refused` when the server will not have the message or its author is not stored. */
  send: (body: string) => Promise<Message>;
  /** Never rejects: a failure is in `error`. */
  loadOlder: () => Promise<void>;
  refresh: () => void;
}

/**
 * The messages of a channel. The server has no live messages, so they are read again every `refreshEvery` milliseconds
 * (0: never) while visible.
 */
export function useMessages(channel = "general", { refreshEvery = 5_000 }: { refreshEvery?: number } = {}): Messages {
  const { session, isLoaded } = useAccess();
  const log = session?.messages(channel) ?? null;
  const subscribe = useCallback((listener: () => void) => log?.show(listener, refreshEvery) ?? (() => {}), [log, refreshEvery]);
  const state = useSyncExternalStore(subscribe, log?.snapshot ?? (() => noMessages), () => (session ? messagesLoading : noMessages));
  const shown = isLoaded ? state : messagesLoading;
  return useMemo(
    () => ({
      ...shown,
      send: log?.send ?? notSignedIn,
      loadOlder: log?.loadOlder ?? (async () => {}),
      refresh: log?.refresh ?? (() => {}),
    }),
    [shown, log],
  );
}

const notSignedIn = () => Promise.reject(new OrleansUsersError("unauthorized", "Sign in to send messages."));
