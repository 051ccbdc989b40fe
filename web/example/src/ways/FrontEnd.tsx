import { useEffect, useRef } from "react";
import type { CurrentUserState } from "@orleans-users/react";
import { personOf } from "../clerk/directory";
import { tell } from "../page/news";
import { SignIn } from "../sign-in/SignIn";
import { sessions } from "../sign-in/session";
import { StoredUser } from "../user/StoredUser";
import { Failure } from "./Failure";
import { StateLine } from "./StateLine";
import { Waiting } from "./Waiting";
import { useKeptFocus } from "./useKeptFocus";
import type { Signal } from "./signal";
import type { WayId, WayText } from "./way";

export interface FrontEndProps {
  way: WayText;
  current: CurrentUserState;
  onSignal: (way: WayId, signal: Signal) => void;
}

/** A small app of its own: sign-in, waiting, content, and what may go wrong. */
export function FrontEnd({ way, current, onSignal }: FrontEndProps) {
  const userId = sessions[way.id].useUserId();
  const signal = signalOf(current);
  useEffect(() => onSignal(way.id, signal), [onSignal, way.id, signal]);

  const version = current.user?.version;
  useEffect(tell, [version]);

  const app = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useKeptFocus(app, body, current.error?.code ?? current.status);

  return (
    <section className={`panel way way-${way.id}`} ref={app} aria-label={way.title}>
      <div className="panel-head">
        <span className="number" aria-hidden="true">{way.number}</span>
        <h2>{way.title}</h2>
        {userId !== null && <button type="button" className="quiet" onClick={sessions[way.id].signOut}>Sign out</button>}
      </div>
      <p className="pitch">{way.pitch}</p>
      <p className="code"><code>{way.code}</code></p>
      <StateLine way={way} current={current} />
      <div className="way-body" ref={body} tabIndex={-1}>
        <Content way={way} current={current} userId={userId} />
      </div>
    </section>
  );
}

function Content({ way, current, userId }: Pick<FrontEndProps, "way" | "current"> & { userId: string | null }) {
  if (userId === null) return <SignIn way={way} />;
  const person = personOf(userId);
  if (current.status === "authenticated" && current.user !== null) return <StoredUser key={current.user.id} user={current.user} />;
  if (current.error !== null) return <Failure way={way} person={person} error={current.error} retry={current.retry} />;
  return <Waiting way={way} person={person} isLive={current.isLive} />;
}

function signalOf({ status, isLive, error }: CurrentUserState): Signal {
  if (isLive) return "live";
  if (status === "loading") return "connecting";
  if (status === "signed-out") return "signed-out";
  return status === "authenticated" || error?.code === "unavailable" ? "reconnecting" : "off";
}
