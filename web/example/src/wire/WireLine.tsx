import { memo } from "react";
import { Time } from "../page/Time";
import type { Arrival, Exchange, Line } from "./lines";
import { SOURCES } from "./sources";

export const WireLine = memo(function WireLine({ line }: { line: Line }) {
  const { sign, name } = SOURCES[line.source];
  return (
    <li className={`wire-line wire-${line.kind}`}>
      <details>
        <summary>
          <span className={`sign sign-${line.source}`}>
            <span aria-hidden="true">{sign}</span>
            <span className="visually-hidden">{name}:</span>
          </span>
          {line.kind === "exchange" ? <Asked line={line} /> : <Came line={line} />}
        </summary>
        <div className="wire-body">
          <p className="muted"><Time at={line.at} />{line.kind === "exchange" && ` ${line.method} ${line.path}`}</p>
          {line.kind === "exchange"
            ? <><Part title="Sent" text={line.asked} /><Part title="Answered" text={line.answered} /></>
            : <pre tabIndex={0}>{line.data}</pre>}
        </div>
      </details>
    </li>
  );
});

function Asked({ line: { method, path, status, ending, took } }: { line: Exchange }) {
  const tone = ending === "failed" || status >= 500 ? "bad" : status >= 400 ? "refused" : status > 0 ? "good" : "pending";
  return (
    <>
      <span className="wire-what"><span className="method">{method}</span> {path}</span>
      <span className={`status status-${tone}`}>{status > 0 ? status : ending ?? "…"}</span>
      <span className="took">{status > 0 && ending ? ending : duration(took)}</span>
    </>
  );
}

function duration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "";
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function Came({ line: { event, version, data } }: { line: Arrival }) {
  return (
    <>
      <span className="wire-what">
        <span className="method" aria-hidden="true">←</span> {event} <span className="muted">{gist(data)}</span>
      </span>
      <span className="took">id {version}</span>
    </>
  );
}

function Part({ title, text }: { title: string; text: string | undefined }) {
  return text ? <><h3>{title}</h3><pre tabIndex={0}>{text}</pre></> : null;
}

// Enough to tell one event from the next without opening it.
function gist(data: string): string {
  try {
    return (JSON.parse(data) as { name?: string } | null)?.name ?? "null";
  } catch {
    return "";
  }
}
