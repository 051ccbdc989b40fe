import { hrefOfUser } from "../page/route";
import type { Search } from "./search";

/** An empty list says why it may be empty, and leads on. */
export function NobodyFound({ search }: { search: Search }) {
  const text = search.text.trim();
  if (text === "" && search.provider === "")
    return (
      <p className="empty">
        {search.isForDeleted ? "No user was deleted." : "No user is stored yet. Users come by webhook, by their tokens, or by a sync."}
      </p>
    );
  return (
    <div className="empty">
      <p>{search.isForDeleted ? "No deleted user is found. They are found by their id." : "No user is found."}</p>
      {text !== "" && !/\s/.test(text) && (
        <p>Is it an id? <a href={hrefOfUser(text)}>Open {text}</a></p>
      )}
    </div>
  );
}
