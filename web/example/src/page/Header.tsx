import type { Signal } from "../ways/signal";
import { Mark } from "./Mark";

const TEXT: Record<Signal, string> = {
  "signed-out": "Nobody signed in",
  off: "Not connected",
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
};

export function Header({ signal }: { signal: Signal }) {
  return (
    <header className="header">
      <div className="header-line">
        <p className="brand"><Mark />OrleansUsers</p>
        <p className={`pill pill-${signal}`} role="status" aria-label="Connection">{TEXT[signal]}</p>
      </div>
      <h1>Two ways to keep your app’s users. One row for each.</h1>
      <p className="lede">
        Clerk, Auth0 or OpenID signs people in; your own database knows them.
        Try both ways on this server, play the provider, and watch what changes.
      </p>
    </header>
  );
}
