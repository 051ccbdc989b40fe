import { Initials } from "@example/user/Initials";
import { Ago } from "../page/Ago";
import { hrefOfUser } from "../page/route";
import { Id } from "../page/Id";
import type { ListedUser } from "./user";

export function UserRow({ user }: { user: ListedUser }) {
  const isDeleted = "deletedAt" in user;
  return (
    <li className="user-row">
      {isDeleted ? <span className="initials initials-gone" aria-hidden="true">×</span> : <Initials id={user.id} name={user.name} />}
      <div className="user-row-who">
        <a href={hrefOfUser(user.id)}><bdi>{isDeleted ? "Deleted user" : user.name}</bdi></a>
        <span className="muted">{isDeleted ? <>deleted <Ago at={user.deletedAt} /></> : user.email ?? "no e-mail address"}</span>
      </div>
      <Id>{user.id}</Id>
      <div className="user-row-tags">
        <span className="tag">{user.provider}</span>
        {!isDeleted && user.banned && <span className="tag tag-bad">banned</span>}
        {!isDeleted && user.locked && <span className="tag tag-warn">locked</span>}
      </div>
    </li>
  );
}
