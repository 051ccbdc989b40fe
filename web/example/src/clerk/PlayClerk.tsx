import { useId } from "react";
import { choose, useDirectory } from "./directory";
import { OnTheServer } from "./OnTheServer";
import { PersonEvents } from "./PersonEvents";

/** The provider's side: what happens to an account there reaches the server as a signed event. */
export function PlayClerk() {
  const field = useId();
  const { people, chosen } = useDirectory();
  const person = people.find(one => one.id === chosen) ?? people[0]!;
  return (
    <section className="panel clerk" aria-label="Play Clerk">
      <div className="panel-head">
        <span className="number" aria-hidden="true">C</span>
        <h2>Play Clerk</h2>
      </div>
      <p className="pitch">
        Change an account as its owner would at Clerk. Each change is an event, signed and sent through the real webhook endpoint.
      </p>
      <div className="field">
        <label htmlFor={field}>Person</label>
        <select id={field} value={person.id} onChange={event => choose(event.target.value)}>
          {people.map(({ id, name, isDeleted }) => <option key={id} value={id}>{name} ({id}{isDeleted ? ", deleted" : ""})</option>)}
        </select>
      </div>
      <OnTheServer id={person.id} />
      <PersonEvents key={person.id} person={person} />
    </section>
  );
}
