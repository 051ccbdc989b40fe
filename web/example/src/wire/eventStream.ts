export interface StreamEvent {
  event: string;
  version: string;
  data: string;
}

/** Takes the text of a server-sent event stream in pieces, cut anywhere. */
export function readEvents(onEvent: (event: StreamEvent) => void, onComment: () => void): (text: string) => void {
  let rest = "";
  let fields: Record<string, string> = {};

  const takeLine = (line: string) => {
    if (line === "") {
      if (fields.data !== undefined) onEvent({ event: fields.event ?? "message", version: fields.id ?? "", data: fields.data });
      fields = {};
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return onComment();
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    fields[name] = name === "data" && fields.data !== undefined ? `${fields.data}\n${value}` : value;
  };

  return text => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    lines.forEach(takeLine);
  };
}
