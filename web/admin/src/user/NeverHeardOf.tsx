import { Outcome } from "../call/Outcome";
import { Id } from "../page/Id";
import { providerOf } from "./detail";
import { useResync } from "./useResync";

/** No event, token or deletion has named this id yet. */
export function NeverHeardOf({ id, onChange }: { id: string; onChange: () => void }) {
  const resync = useResync(id, onChange);
  const provider = providerOf(id);
  return (
    <section className="panel" aria-label="State">
      <Id>{id}</Id>
      <p>There is no such user, and none of this id was deleted. If {provider} has the user, its webhook did not arrive.</p>
      <div className="actions">
        <button type="button" className="primary" onClick={() => void resync.run()}>Read it from {provider}</button>
      </div>
      <Outcome {...resync} running={`Reading from ${provider}…`} />
    </section>
  );
}
