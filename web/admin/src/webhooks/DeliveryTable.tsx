import { useState } from "react";
import { Ago } from "../page/Ago";
import { hrefOfUser } from "../page/route";
import { duration } from "../page/times";
import type { Delivery } from "./delivery";
import { OutcomeTag } from "./OutcomeTag";
import { sentenceOf } from "./reasons";

const PAGE = 50;

export function DeliveryTable({ items }: { items: readonly Delivery[] }) {
  const [most, setMost] = useState(PAGE);
  if (items.length === 0) return <p className="empty">No delivery with this outcome.</p>;
  return (
    <>
      <table className="deliveries">
        <thead>
          <tr><th>Received</th><th>Outcome</th><th>Type</th><th>User</th><th>Age</th></tr>
        </thead>
        <tbody>
          {items.slice(0, most).map((delivery, at) => (
            <DeliveryRow key={`${items.length - at} ${delivery.receivedAt}`} delivery={delivery} />
          ))}
        </tbody>
      </table>
      {items.length > most && (
        <button type="button" className="more" onClick={() => setMost(before => before + PAGE)}>Show more</button>
      )}
    </>
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { receivedAt, outcome, type, userId, ageMs, reason, provider, deliveryId } = delivery;
  return (
    <tr>
      <td className="delivery-time"><Ago at={receivedAt} /></td>
      <td className="delivery-outcome">
        <OutcomeTag outcome={outcome} />
        {reason && <span className="muted reason">{sentenceOf(reason)}</span>}
      </td>
      <td className="delivery-type">
        {type === null ? <span className="muted">unknown</span> : <code>{type}</code>}
        <span className="muted">{provider ?? "unknown provider"}</span>
      </td>
      <td className="delivery-user">
        {userId === null ? <span className="muted">no user</span> : <a className="id" href={hrefOfUser(userId)}>{userId}</a>}
        {deliveryId && <span className="id">{deliveryId}</span>}
      </td>
      <td className="delivery-age">{ageMs === null ? <span className="muted">unknown</span> : duration(ageMs)}</td>
    </tr>
  );
}
