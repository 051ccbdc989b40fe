import { readEvents } from "./eventStream";
import { add, amend, type Source } from "./lines";
import { presentable } from "./presentable";

/** A fetch that does what fetch does, and writes down what went over the wire. */
export function recordingFetch(source: Source): typeof fetch {
  return async (input, init) => {
    // An address here begins with a slash, and the page may be under a prefix.
    const request = new Request(typeof input === "string" ? `.${input}` : input, init);
    const address = new URL(request.url);
    const started = performance.now();
    const took = () => performance.now() - started;
    const id = add({
      kind: "exchange",
      source,
      method: request.method,
      path: address.pathname + address.search,
      status: 0,
      asked: presentable(headersOf(request), typeof init?.body === "string" ? init.body : ""),
    });

    try {
      const response = await fetch(request);
      amend(id, { status: response.status, took: took() });
      if (response.body !== null && response.headers.get("Content-Type")?.startsWith("text/event-stream"))
        return watched(response, response.body, id, source, request.signal);
      // Read whole before it is passed on: who asked may abort the request as soon as the answer is there.
      const body = await response.text();
      amend(id, { answered: presentable("", body), took: took() });
      return new Response(body === "" ? null : body, response);
    } catch (failure) {
      amend(id, { ending: request.signal.aborted ? "stopped" : "failed", took: took() });
      throw failure;
    }
  };
}

function headersOf(request: Request): string {
  const shown = ["Authorization", "Content-Type", "Last-Event-ID"];
  return shown.filter(name => request.headers.has(name)).map(name => `${name}: ${request.headers.get(name)}`).join("\n");
}

// The stream passes through here instead of being doubled: whoever reads it also ends it.
function watched(response: Response, body: ReadableStream<Uint8Array>, id: number, source: Source, signal: AbortSignal): Response {
  amend(id, { ending: "open" });
  let comments = 0;
  const decoder = new TextDecoder();
  const read = readEvents(
    event => add({ kind: "arrival", source, ...event, data: presentable("", event.data) }),
    () => amend(id, { answered: `${++comments} comment${comments > 1 ? "s" : ""} that kept the stream open` }),
  );
  const reader = body.getReader();
  const passing = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          amend(id, { ending: "closed" });
          controller.close();
          return;
        }
        read(decoder.decode(value, { stream: true }));
        controller.enqueue(value);
      } catch (broken) {
        amend(id, { ending: signal.aborted ? "stopped" : "failed" });
        controller.error(broken);
      }
    },
    cancel(reason) {
      amend(id, { ending: "stopped" });
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return new Response(passing, response);
}
