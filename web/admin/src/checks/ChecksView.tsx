import { Shown } from "../call/Shown";
import { useCall } from "../call/useCall";
import { Ago } from "../page/Ago";
import { Title } from "../page/Title";
import { count } from "../page/words";

type Level = "ok" | "note" | "fault";

/** `GET /admin/checks` */
interface Checks {
  items: { level: Level; text: string }[];
  issuers: { issuer: string; keys: number; fetchedAt: string | null }[];
  lastWebhookAt: string | null;
  version: string | null;
}

const WORDS: Record<Level, string> = { ok: "Fine", note: "Note", fault: "Fault" };
const SIGNS: Record<Level, string> = { ok: "✓", note: "i", fault: "!" };
const WORST_FIRST: Level[] = ["fault", "note", "ok"];

export function ChecksView() {
  const call = useCall<Checks>("checks");
  const { isLoading, data, reload } = call;
  return (
    <>
      <div className="title-line">
        <Title tab="Check">Check</Title>
        <button type="button" aria-disabled={isLoading} onClick={() => isLoading || reload()}>
          {isLoading && data !== null ? "Checking…" : "Check again"}
        </button>
      </div>
      <p className="lede">Tries the database, the schema, the clock, secrets, issuers’ keys and providers’ APIs from this process.</p>
      <Shown call={call} what="the checks">
        {checks => (
          <>
            <Lines items={checks.items} />
            <div className="columns">
              <Issuers issuers={checks.issuers} />
              <section className="panel" aria-labelledby="process">
                <div className="panel-head"><h2 id="process">This process</h2></div>
                <dl className="facts">
                  <div>
                    <dt>Last webhook</dt>
                    <dd>{checks.lastWebhookAt ? <Ago at={checks.lastWebhookAt} isExact /> : "none since it was started"}</dd>
                  </div>
                  <div><dt>Program</dt><dd className="mono">{checks.version ?? "unknown"}</dd></div>
                </dl>
              </section>
            </div>
          </>
        )}
      </Shown>
    </>
  );
}

function Lines({ items }: Pick<Checks, "items">) {
  const of = (level: Level) => items.filter(item => item.level === level).length;
  const [faults, notes] = [of("fault"), of("note")];
  const verdict = faults > 0 ? count(faults, "fault") : "No fault";
  return (
    <section className="panel" aria-labelledby="lines">
      <div className="panel-head" role="status"><h2 id="lines">{verdict}{notes > 0 && `, ${count(notes, "note")}`}</h2></div>
      {items.length === 0 && <p className="empty">There is nothing to check.</p>}
      <ul className="checks">
        {WORST_FIRST.flatMap(level => items.filter(item => item.level === level)).map((item, at) => (
          <li key={at} className={`check-line check-${item.level}`}>
            <span className="check-sign" aria-hidden="true">{SIGNS[item.level]}</span>
            <span><span className="check-level">{WORDS[item.level]}</span> {item.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Issuers({ issuers }: Pick<Checks, "issuers">) {
  return (
    <section className="panel" aria-labelledby="issuers">
      <div className="panel-head"><h2 id="issuers">Keys of issuers</h2></div>
      {issuers.length === 0 && <p className="empty">No issuer is configured.</p>}
      <ul className="timeline">
        {issuers.map(({ issuer, keys, fetchedAt }) => (
          <li key={issuer}>
            <span className="id">{issuer}</span>
            <span className="muted">
              {fetchedAt === null
                ? "not fetched yet: nobody has signed in with this process"
                : <>{count(keys, "key")}, fetched <Ago at={fetchedAt} isExact /></>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
