import type { User } from "@orleans-users/react";
import { Fresh } from "../page/Fresh";
import { Time } from "../page/Time";
import { Initials } from "./Initials";

/** The row as the server keeps it. What changes while it is shown is marked for a moment. */
export function StoredUser({ user }: { user: User }) {
  return (
    <div className="stored-user">
      <div className="stored-user-head">
        <Initials id={user.id} name={user.name} imageUrl={user.imageUrl} size="large" />
        <div>
          <h3><Fresh value={user.name} /></h3>
          <p className="muted">{user.email ? <Fresh value={user.email} /> : "no e-mail address"}</p>
        </div>
      </div>
      <dl className="facts">
        <div><dt>Id</dt><dd className="mono">{user.id}</dd></div>
        <div><dt>Version</dt><dd><Fresh value={user.version} /></dd></div>
        <div><dt>Updated</dt><dd><Fresh value={user.updatedAt}><Time at={user.updatedAt} /></Fresh></dd></div>
        <div className="facts-wide">
          <dt>Token identifiers</dt>
          <dd className="mono">
            <ul>{user.tokenIdentifiers.map(identifier => <li key={identifier}>{identifier}</li>)}</ul>
            {user.tokenIdentifiers.length === 0 && "none yet"}
          </dd>
        </div>
      </dl>
    </div>
  );
}
