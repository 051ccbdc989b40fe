import type { Message } from "@orleans-users/react";
import { Fresh } from "../page/Fresh";
import { Time } from "../page/Time";
import { Initials } from "../user/Initials";

const GONE = "Anonymous";

export function MessageItem({ message: { author, body, createdAt, userId }, isOwn }: { message: Message; isOwn: boolean }) {
  return (
    <li className="message">
      <Initials id={userId} name={author === GONE ? "–" : author} />
      <div className="message-text">
        <p className="message-head">
          <span className={author === GONE ? "message-author gone" : "message-author"}><Fresh value={author} /></span>
          {isOwn && <span className="muted"> you</span>}
          <span className="muted"><Time at={createdAt} /></span>
        </p>
        <p className="message-body" dir="auto">{body}</p>
      </div>
    </li>
  );
}
