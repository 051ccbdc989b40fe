import type { CurrentUserState } from "@orleans-users/react";
import { FAILURES } from "./failures";
import type { Signal } from "./signal";
import type { WayText } from "./way";

/** The state in words, told to screen readers at each change. */
export function StateLine({ way, current, signal }: { way: WayText; current: CurrentUserState; signal: Signal }) {
  const { user } = current;
  return (
    <p className={`state state-${current.error ? "error" : signal}`} role="status">
      {textOf(way, current)}
      {user && <span className="visually-hidden">: {user.name}, version {user.version}</span>}
    </p>
  );
}

function textOf(way: WayText, { status, isLive, error }: CurrentUserState): string {
  if (status === "signed-out") return "Signed out";
  if (status === "authenticated") return isLive ? "Stored, live" : "Stored, reconnecting";
  if (error !== null) return FAILURES[error.code].state;
  return way.waiting;
}
