import { Shown } from "../call/Shown";
import { useCall } from "../call/useCall";
import { Ago } from "../page/Ago";
import { OutcomeTag } from "../webhooks/OutcomeTag";
import type { DeliveryList } from "../webhooks/delivery";
import { sentenceOf } from "../webhooks/reasons";
import { useReloadAfter } from "./Timeline";

const MOST = 20;

/** The deliveries of webhooks that named this user. */
export function Deliveries({ id, changes }: { id: string; changes: number }) {
  const call = useCall<DeliveryList>("webhooks");
  useReloadAfter(changes, call.reload);
  return (
    <section className="panel" aria-labelledby="deliveries">
      <div className="panel-head"><h2 id="deliveries">Webhooks of this user</h2></div>
      <Shown call={call} what="deliveries">
        {({ items }) => {
          const own = items.filter(delivery => delivery.userId === id);
          return (
            <>
              {own.length === 0 && <p className="empty">None among the deliveries that are known.</p>}
              <ol className="timeline">
                {own.slice(0, MOST).map((delivery, at) => (
                  <li key={`${delivery.receivedAt} ${delivery.deliveryId} ${at}`} className={`timeline-${delivery.outcome}`}>
                    <span><code>{delivery.type}</code> <OutcomeTag outcome={delivery.outcome} /></span>
                    <span className="muted"><Ago at={delivery.receivedAt} isExact /></span>
                    {delivery.reason && <span className="muted timeline-wide">{sentenceOf(delivery.reason)}</span>}
                  </li>
                ))}
              </ol>
              {own.length > MOST && <p className="muted note">And {own.length - MOST} older ones.</p>}
              <p className="muted note">Only the last 1,000 deliveries to this one process are known.</p>
            </>
          );
        }}
      </Shown>
    </section>
  );
}
