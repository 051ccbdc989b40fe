import { useLayoutEffect, useRef } from "react";
import { useMessages } from "@orleans-users/react";
import { useNews } from "../page/useNews";
import { Composer } from "./Composer";
import { MessageItem } from "./MessageItem";

// Others may write, too: in another tab, or by curl.
const REFRESH_MS = 20_000;

export function Conversation({ userId }: { userId: string }) {
  const { messages, isLoading, error, send, hasOlder, loadOlder, refresh } = useMessages("general", { refreshEvery: REFRESH_MS });
  useNews(refresh);

  const list = useRef<HTMLDivElement>(null);
  const newest = messages.at(-1)?.id;
  useLayoutEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);

  const showOlder = async () => {
    await loadOlder();
    // The button is gone with the last page, and must not take the focus along.
    if (document.activeElement === document.body) list.current?.focus({ preventScroll: true });
  };

  return (
    <>
      <div className="conversation" ref={list} role="region" aria-label="Conversation" tabIndex={0}>
        {hasOlder && <button type="button" className="quiet" onClick={() => void showOlder()}>Older messages</button>}
        {messages.length > 0 && (
          <ol>{messages.map(message => <MessageItem key={message.id} message={message} isOwn={message.userId === userId} />)}</ol>
        )}
        {messages.length === 0 && !error && <p className="empty">{isLoading ? "Reading…" : "Nothing written yet. Be the first."}</p>}
      </div>
      {error && (
        <p className="error-text" role="alert">
          {error.message} <button type="button" className="quiet" onClick={() => refresh()}>Try again</button>
        </p>
      )}
      <Composer send={send} />
    </>
  );
}
