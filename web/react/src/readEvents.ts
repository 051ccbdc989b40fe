import { createParser, type EventSourceMessage } from "eventsource-parser";
import { abortable, onAbort } from "./abort.js";

interface EventListener {
  onBytes(): void;
  onEvent(event: EventSourceMessage): void;
  onRetry(milliseconds: number): void;
}

/** Reads server-sent events until the stream ends. Rejects when it breaks and when the signal aborts. */
export async function readEvents(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  signal: AbortSignal,
  { onBytes, onEvent, onRetry }: EventListener,
): Promise<void> {
  const decoder = new TextDecoder();
  // What a stopped connection had read is not heard by anyone, and must not count as heard.
  const parser = createParser({ onEvent: (event) => !signal.aborted && onEvent(event), onRetry });
  const read = () => abortable(reader.read(), signal);
  onAbort(signal, () => void reader.cancel().catch(() => {}));
  for (let chunk = await read(); !chunk.done; chunk = await read()) {
    if (signal.aborted) return;
    onBytes();
    parser.feed(decoder.decode(chunk.value, { stream: true }));
  }
}
