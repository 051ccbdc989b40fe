import type { CurrentUserState } from "@orleans-users/react";
import { FAILURES } from "./failures";
import type { WayText } from "./way";

/** The state in words, told to screen readers at each change. */
export function StateLine({ way, current }: { way: WayText; current: CurrentUserState }) {
  const { status, user, isLive } = current;
  const tone = status === "authenticated" && !isLive ? "reconnecting" : status;
  return (
    <p className={`state state-${tone}`} role="status">
      {textOf(way, current)}
      {user && <span className="visually-hidden">: {user.name}, version {user.version}</span>}
    </p>
  );
}

function textOf(way: WayText, { status, isLive, error }: CurrentUserState): string {
  if (status === "signed-out") return "Signed out";
  if (status === "authenticated") return isLive ? "Stored, live" : "Stored, reconnecting";
  if (error !== null) return FAILURES[error.code].state;
  return way.id === "webhook" && !isLive ? "Connecting…" : `${way.waiting}…`;
}
