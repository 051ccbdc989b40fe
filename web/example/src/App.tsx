import { useCallback, useState } from "react";
import { PlayClerk } from "./clerk/PlayClerk";
import { Messages } from "./messages/Messages";
import { Header } from "./page/Header";
import { StoreFromClient } from "./ways/StoreFromClient";
import { WaitForWebhook } from "./ways/WaitForWebhook";
import { worst, type Signal } from "./ways/signal";
import type { WayId } from "./ways/way";
import { OnTheWire } from "./wire/OnTheWire";

export function App() {
  const [signals, setSignals] = useState<Record<WayId, Signal>>({ store: "signed-out", webhook: "signed-out" });
  const onSignal = useCallback((way: WayId, signal: Signal) => setSignals(before => ({ ...before, [way]: signal })), []);
  return (
    <div className="page">
      <Header signal={worst(signals)} />
      <main className="main">
        <div className="pair ways">
          <StoreFromClient onSignal={onSignal} />
          <WaitForWebhook onSignal={onSignal} />
        </div>
        <div className="pair">
          <PlayClerk />
          <Messages />
        </div>
      </main>
      <OnTheWire />
    </div>
  );
}
