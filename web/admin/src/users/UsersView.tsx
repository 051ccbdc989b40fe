import { useEffect } from "react";
import { useStored } from "@example/page/stored";
import { Shown } from "../call/Shown";
import { sawProviders } from "../page/ProviderField";
import { Title } from "../page/Title";
import { useDebounced } from "../page/useDebounced";
import { count } from "../page/words";
import { NobodyFound } from "./NobodyFound";
import { search, type Search } from "./search";
import { SearchFields } from "./SearchFields";
import { useUserPages } from "./useUserPages";
import { UserRow } from "./UserRow";

const TYPING_MS = 200;

export function UsersView() {
  const wanted = useStored(search);
  const settled = useDebounced(wanted, TYPING_MS);
  const { first, users, after, more } = useUserPages(settled);
  const isOld = first.isLoading || wanted !== settled;
  useEffect(() => sawProviders(users.map(user => user.provider)), [users]);

  return (
    <>
      <Title tab="Users">Users</Title>
      <SearchFields search={wanted} onChange={search.write} />
      <section className="panel list-panel" aria-label="Users found" aria-busy={isOld}>
        <p className="list-head muted" role="status">{first.data !== null && told(settled, users.length, after !== null)}</p>
        <Shown call={first} what="users">
          {() => users.length === 0
            ? <NobodyFound search={settled} />
            : <ul className={isOld ? "user-rows old" : "user-rows"}>{users.map(user => <UserRow key={user.id} user={user} />)}</ul>}
        </Shown>
        {more.failure && <p className="error-text" role="alert">{more.failure.message}</p>}
        {after !== null && (
          <button type="button" className="more" aria-disabled={more.isRunning} onClick={() => void more.run()}>
            {more.isRunning ? "Loading…" : "Show more"}
          </button>
        )}
      </section>
    </>
  );
}

function told({ text, isForDeleted }: Search, shown: number, isMore: boolean): string {
  const what = count(shown, isForDeleted ? "deleted user" : "user");
  if (isMore) return `The first ${what}${text.trim() === "" ? ", by id" : ""}`;
  return shown === 0 ? "None" : what;
}
