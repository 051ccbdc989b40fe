import { describe, expect, test } from "vitest";
import { EventStream, type ServerSentEvent } from "../src/EventStream.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function read(chunks: Uint8Array[]): { events: ServerSentEvent[]; lastEventId: string; retry: number | null } {
  const stream = new EventStream();
  const events = chunks.flatMap((chunk) => stream.push(chunk));
  return { events, lastEventId: stream.lastEventId, retry: stream.retry };
}

const readWhole = (text: string) => read([bytes(text)]);
const data = (text: string) => readWhole(text).events.map((event) => event.data);

describe("What is an event", () => {
  test.each([
    ["data, ended by an empty line", "data: a\n\n", ["a"]],
    ["several lines of data, joined", "data: a\ndata:\ndata: b\n\n", ["a\n\nb"]],
    ["one space after the colon is no data, the second is", "data:  a\n\ndata:b\n\n", [" a", "b"]],
    ["a field without a colon is empty", "data\n\n", [""]],
    ["a colon within the data is data", "data: a:b\n\n", ["a:b"]],
    ["comments are none, wherever they are", ": x\ndata: a\n:\ndata: b\n\n:\n\n", ["a\nb"]],
    ["no data is no event", "event: user\nid: 3\n\n", []],
    ["unknown fields and fields in capitals are none", "dat: x\nDATA: x\ndata: a\n\n", ["a"]],
    ["what is not ended by an empty line is none", "data: a\n\ndata: b\n", ["a"]],
    ["a byte order mark at the start is nothing", "\uFEFFdata: a\n\n", ["a"]],
    ["a second byte order mark spoils its line", "\uFEFF\uFEFFdata: a\n\n", []],
    ["a byte order mark later on is data", "data: \uFEFFa\n\n", ["\uFEFFa"]],
  ])("%s", (_, text, expected) => expect(data(text)).toEqual(expected));

  test.each(["\n", "\r", "\r\n"])("Lines end with %j", (end) => {
    expect(data(["data: a", "data: b", "", "data: c", "", ""].join(end))).toEqual(["a\nb", "c"]);
  });

  test("Line ends may be mixed", () => expect(data("data: a\r\ndata: b\rdata: c\n\r\ndata: d\r\r")).toEqual(["a\nb\nc", "d"]));

  test("An event is of its own type, and of type message without one", () => {
    expect(readWhole("event: user\ndata: a\n\ndata: b\n\n").events.map(({ type }) => type)).toEqual(["user", "message"]);
  });

  test("An event that ends with a carriage return is there at once", () => {
    const stream = new EventStream();
    expect(stream.push(bytes("data: a\r\r"))).toHaveLength(1);
    expect(stream.push(bytes("\ndata: b\r\n\r\n"))).toEqual([{ type: "message", data: "b" }]);
  });
});

describe("The last event id", () => {
  test("is that of the last event, and stays with events that have none", () => {
    expect(readWhole("id: 7\ndata: a\n\ndata: b\n\n").lastEventId).toBe("7");
  });
  test("does not change before the event is complete", () => {
    expect(readWhole("id: 7\ndata: a\n\nid: 8\ndata: b\n").lastEventId).toBe("7");
  });
  test("changes with an event that has no data", () => expect(readWhole("id: 7\n\n").lastEventId).toBe("7"));
  test("is emptied by an empty id", () => expect(readWhole("id: 7\n\nid\n\n").lastEventId).toBe(""));
  test("does not change by an id with a NUL in it", () => expect(readWhole("id: 7\n\nid: 8\0\n\n").lastEventId).toBe("7"));
  test("is carried over to a new connection", () => expect(new EventStream("7").lastEventId).toBe("7"));
});

describe("The time to wait before a new connection", () => {
  test("is what the server says in digits", () => expect(readWhole("retry: 1500\n").retry).toBe(1500));
  test.each(["retry: 1.5\n", "retry: -1\n", "retry\n", "retry: soon\n"])("is not %j", (text) => expect(readWhole(text).retry).toBe(null));
});

describe("Wherever the bytes are cut", () => {
  const texts = [
    "\uFEFFevent: user\r\nid: 1\r\ndata: {\"name\":\"Zoë 🦊 東京\"}\r\n\r\n: still here\r\n\r\nid: 2\r\ndata: null\r\n\r\n",
    "data: é\rdata: 🦊\r\rid: x\0y\rdata: b\r\rretry: 20\r",
    "data\n\ndata\n\r\r\n\rdata: \uFEFF\n\n",
  ];

  test.each(texts)("%j says the same in two pieces", (text) => {
    const all = bytes(text);
    for (let cut = 0; cut <= all.length; cut++) expect(read([all.slice(0, cut), all.slice(cut)])).toEqual(readWhole(text));
  });

  test.each(texts)("%j says the same byte by byte", (text) => {
    expect(read([...bytes(text)].map((byte) => Uint8Array.of(byte)))).toEqual(readWhole(text));
  });

  test("any stream says the same in any pieces", () => {
    const next = randomNumbers(20_261_124);
    const parts = [
      "data: ", "data", "id: ", "id:", "event:", "retry: ", ":", " ", "\n", "\n", "\r", "\r\n", "\0", "7", "é", "🦊", "\uFEFF", "user",
    ];
    for (let run = 0; run < 500; run++) {
      const text = Array.from({ length: next(40) }, () => parts[next(parts.length)]).join("");
      const all = bytes(text);
      const chunks: Uint8Array[] = [];
      for (let from = 0; from < all.length; ) {
        const to = from + next(6);
        chunks.push(all.slice(from, to));
        from = to;
      }
      expect(read(chunks), JSON.stringify(text)).toEqual(readWhole(text));
    }
  });
});

/** The same numbers at each run, so that a failure can be looked into. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
