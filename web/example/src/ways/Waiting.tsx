import { SendCreated } from "../clerk/SendCreated";
import type { Person } from "../clerk/directory";
import type { WayText } from "./way";

/** Fades in late: most waits are over before there is anything to read. */
export function Waiting({ way, person }: { way: WayText; person: Person }) {
  return (
    <div className="notice appear-late">
      <div className="progress" aria-hidden="true" />
      <h3>{way.waiting}…</h3>
      {way.id === "store"
        ? <p>{person.name} is signed in; the server is asked to store the user.</p>
        : (
          <>
            <p>{person.name} is signed in, and no row of this user exists yet. Somebody has to be Clerk: send the event, or wait and see what the client does.</p>
            <div className="actions"><SendCreated person={person} /></div>
          </>
        )}
    </div>
  );
}
