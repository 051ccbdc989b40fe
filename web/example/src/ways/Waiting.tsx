import { SendCreated } from "../clerk/SendCreated";
import type { Person } from "../clerk/directory";
import type { WayText } from "./way";

/** Fades in late: most waits are over before there is anything to read. */
export function Waiting({ way, person }: { way: WayText; person: Person }) {
  return (
    <div className="notice appear-late">
      <div className="progress" aria-hidden="true" />
      <h3>Signed in, not stored yet</h3>
      {way.id === "store"
        ? <p>The server is asked to store {person.name}.</p>
        : (
          <>
            <p>{person.name} has no row yet. Somebody has to be Clerk: send the event, or wait and see what the client does.</p>
            <div className="actions"><SendCreated person={person} /></div>
          </>
        )}
    </div>
  );
}
