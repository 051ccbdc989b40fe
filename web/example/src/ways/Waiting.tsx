import { SendCreated } from "../clerk/SendCreated";
import type { Person } from "../clerk/directory";
import type { WayText } from "./way";

/** Fades in late: most waits are over before there is anything to read. */
export function Waiting({ way, person, isLive }: { way: WayText; person: Person; isLive: boolean }) {
  return (
    <div className="notice appear-late">
      <div className="progress" aria-hidden="true" />
      {way.id === "webhook" && isLive
        ? (
          <>
            <h3>Signed in, not stored yet</h3>
            <p>{person.name} has no row. Somebody has to be Clerk: send the event, or wait and see what the client does.</p>
            <div className="actions"><SendCreated person={person} /></div>
          </>
        )
        : (
          <>
            <h3>One moment</h3>
            <p>{way.id === "store" ? `The server is asked to store ${person.name}.` : `The server is asked for ${person.name}.`}</p>
          </>
        )}
    </div>
  );
}
