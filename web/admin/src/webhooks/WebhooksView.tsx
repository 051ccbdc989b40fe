import { useEffect, useState } from "react";
import { useStored } from "@example/page/stored";
import { Shown } from "../call/Shown";
import { useCall } from "../call/useCall";
import { useEvery } from "../call/useEvery";
import { Figures } from "../page/Figures";
import { now } from "../page/now";
import { sawProviders } from "../page/ProviderField";
import { duration } from "../page/times";
import { Title } from "../page/Title";
import { number } from "../page/words";
import type { Delivery, DeliveryList, DeliveryOutcome } from "./delivery";
import { DeliveryTable } from "./DeliveryTable";
import { healthOf } from "./health";
import { OutcomeFilter } from "./OutcomeFilter";

const EVERY_MS = 5_000;

export function WebhooksView() {
  const call = useCall<DeliveryList>("webhooks");
  useEvery(EVERY_MS, call);
  const { data } = call;
  useEffect(() => sawProviders(data?.items.map(({ provider }) => provider) ?? []), [data]);
  return (
    <>
      <Title tab="Webhooks">Webhooks</Title>
      <p className="lede">The last 1,000 deliveries to this one process. Other processes of the cluster have lists of their own.</p>
      <Shown call={call} what="deliveries">
        {({ items }) => items.length === 0
          ? (
            <section className="panel" aria-label="Deliveries">
              <p className="empty">
                No delivery since this process was started. Does the provider send to this address? Its dashboard shows what it has tried.
              </p>
            </section>
          )
          : <Deliveries items={items} />}
      </Shown>
    </>
  );
}

function Deliveries({ items }: { items: readonly Delivery[] }) {
  const [outcome, setOutcome] = useState<DeliveryOutcome | null>(null);
  const health = healthOf(items, useStored(now));
  const shown = outcome === null ? items : items.filter(delivery => delivery.outcome === outcome);
  const wrong = health.byOutcome.refused + health.byOutcome.unreadable + health.byOutcome.failed;
  return (
    <>
      <section className="panel" aria-labelledby="health">
        <div className="panel-head"><h2 id="health">Health</h2></div>
        <Figures
          figures={[
            ["Per minute", health.rate.toFixed(1)],
            ["In the last minute", number(health.lastMinute)],
            ["Median age", health.medianAge === null ? "unknown" : duration(health.medianAge)],
            ["Oldest event", health.oldestAge === null ? "unknown" : duration(health.oldestAge)],
            ["Refused or failed", number(wrong), wrong > 0],
          ]}
        />
      </section>
      <section className="panel" aria-labelledby="deliveries">
        <div className="panel-head"><h2 id="deliveries">Deliveries, newest first</h2></div>
        <OutcomeFilter counts={health.byOutcome} total={items.length} chosen={outcome} onChoose={setOutcome} />
        <DeliveryTable key={outcome} items={shown} />
      </section>
    </>
  );
}
