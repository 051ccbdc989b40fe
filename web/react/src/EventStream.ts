/** One server-sent event. */
export interface ServerSentEvent {
  type: string;
  data: string;
}

/**
 * Reads `text/event-stream` as the HTML standard has it, from bytes that may be cut anywhere.
 * What was not ended by an empty line is no event.
 */
export class EventStream {
  /** What a new connection should give as `Last-Event-ID`; empty when there is none. */
  lastEventId: string;
  /** Milliseconds that the server wants a client to wait before a new connection, if it said so. */
  retry: number | null = null;

  // Drops a byte order mark at the start, and keeps the part of a character that a chunk ends with.
  readonly #decoder = new TextDecoder();
  #rest = "";
  #afterCarriageReturn = false;
  #id: string;
  #type = "";
  #data: string[] = [];

  constructor(lastEventId = "") {
    this.lastEventId = this.#id = lastEventId;
  }

  /** The events that end within this chunk. */
  push(chunk: Uint8Array): ServerSentEvent[] {
    let text = this.#decoder.decode(chunk, { stream: true });
    if (text === "") return [];
    if (this.#afterCarriageReturn && text.startsWith("\n")) text = text.slice(1);
    this.#afterCarriageReturn = text === "" ? false : text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#read(line) ?? []);
  }

  #read(line: string): ServerSentEvent | null {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.retry = Number(value);
    return null;
  }

  #dispatch(): ServerSentEvent | null {
    this.lastEventId = this.#id;
    const event = this.#data.length === 0 ? null : { type: this.#type || "message", data: this.#data.join("\n") };
    this.#type = "";
    this.#data = [];
    return event;
  }
}
