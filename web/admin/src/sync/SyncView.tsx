import { useState } from "react";
import { Shown } from "../call/Shown";
import { useCall } from "../call/useCall";
import { useEvery } from "../call/useEvery";
import { ProviderField } from "../page/ProviderField";
import { Title } from "../page/Title";
import { Drift } from "./Drift";
import { Lanes } from "./Lanes";
import { Run } from "./Run";
import { StartForm } from "./StartForm";
import { callOf, type SyncStatus } from "./status";

const WHILE_RUNNING_MS = 1_000;
const OTHERWISE_MS = 15_000;

export function SyncView() {
  const [provider, setProvider] = useState("clerk");
  const settled = provider || "clerk";
  const call = useCall<SyncStatus>(callOf(settled));
  const isRunning = call.data?.state === "running";
  useEvery(isRunning ? WHILE_RUNNING_MS : OTHERWISE_MS, call);
  return (
    <>
      <Title tab="Sync">Sync</Title>
      <p className="lede">Reads the users of a provider by its API, and finds what webhooks did not bring.</p>
      <ProviderField value={provider} onChange={setProvider} />
      <Shown call={call} what="the sync">
        {status => (
          <>
            <div className="columns">
              <Run status={status} onChange={call.reload} />
              <StartForm key={settled} provider={settled} isRunning={isRunning} onChange={call.reload} />
            </div>
            <div className="columns">
              <Lanes lanes={status.lanes} />
              <Drift drift={status.drift} />
            </div>
          </>
        )}
      </Shown>
    </>
  );
}
