import { useState } from "react";
import { clear, useLines, type Source } from "./lines";
import { SOURCES } from "./sources";
import { WireLine } from "./WireLine";

const ALL = "all";

/** Everything this page sends and receives, newest first. */
export function OnTheWire() {
  const lines = useLines();
  const [shown, setShown] = useState<Source | typeof ALL>(ALL);
  const filtered = lines.filter(line => shown === ALL || line.source === shown);
  return (
    <section className="panel wire" aria-label="On the wire">
      <div className="panel-head">
        <h2>On the wire</h2>
        <button type="button" className="quiet" onClick={clear} disabled={lines.length === 0}>Clear</button>
      </div>
      <div className="filters" role="group" aria-label="Show">
        {[ALL, ...(Object.keys(SOURCES) as Source[])].map(source => (
          <button key={source} type="button" aria-pressed={shown === source} onClick={() => setShown(source as Source | typeof ALL)}>
            {source === ALL ? "All" : SOURCES[source as Source].name}
          </button>
        ))}
      </div>
      {/* Not read out line by line: what matters of it is announced where it shows. */}
      <div className="wire-lines" role="log" aria-label="Requests and events" aria-live="off" tabIndex={0}>
        {filtered.length === 0
          ? <p className="empty">Requests and events appear here as they pass.</p>
          : <ol>{filtered.map(line => <WireLine key={line.id} line={line} />)}</ol>}
      </div>
    </section>
  );
}
