import { Initials } from "@example/user/Initials";
import { Ago } from "../page/Ago";
import { Id } from "../page/Id";
import { Actions } from "./Actions";
import type { UserDetail } from "./detail";

interface SummaryProps {
  id: string;
  detail: UserDetail;
  onChange: () => void;
}

/** The state of the user in words, and what can be done. */
export function Summary({ id, detail, onChange }: SummaryProps) {
  const { user, deletedAt } = detail;
  return (
    <section className="panel summary" aria-label="State">
      <div className="summary-head">
        {user
          ? <Initials id={id} name={user.name} size="large" />
          : <span className="initials initials-large initials-gone" aria-hidden="true">×</span>}
        <div>
          <p className="summary-email">{user ? user.email ?? "no e-mail address" : deletedAt ? "Deleted user" : "Not stored"}</p>
          <Id>{id}</Id>
        </div>
      </div>
      <State detail={detail} />
      <Actions id={id} detail={detail} onChange={onChange} />
    </section>
  );
}

function State({ detail: { user, deletedAt, reinstatedAt } }: { detail: UserDetail }) {
  if (user === null && deletedAt !== null)
    return (
      <div className="notice notice-error">
        <p><strong>Deleted <Ago at={deletedAt} isExact /></strong></p>
        <p>
          Everything known about this person was removed. Late events and tokens do not bring the user back.
          You can reinstate the id.
        </p>
      </div>
    );
  return (
    <>
      {user?.banned && (
        <div className="notice notice-error">
          <p><strong>Banned by the provider.</strong> Every call of this user is refused with 403 until the provider lifts the ban.</p>
        </div>
      )}
      {reinstatedAt !== null && (
        <div className="notice">
          <p>
            <strong>Reinstated <Ago at={reinstatedAt} isExact />.</strong> Tokens and events made before that have no effect.
            {user === null && " Nothing is stored of this user since."}
          </p>
        </div>
      )}
      {user && (
        <p className="summary-line">
          <span className="tag">{user.provider}</span>
          {user.locked && <span className="tag tag-warn">locked at the provider</span>}
          <span>Version {user.version}, changed <Ago at={user.updatedAt} /></span>
        </p>
      )}
    </>
  );
}
