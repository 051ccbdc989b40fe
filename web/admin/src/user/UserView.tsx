import { useState } from "react";
import { Shown } from "../call/Shown";
import { useCall } from "../call/useCall";
import { hrefOf } from "../page/route";
import { Title } from "../page/Title";
import { Deliveries } from "./Deliveries";
import { callOfUser, type UserDetail } from "./detail";
import { Fields } from "./Fields";
import { NeverHeardOf } from "./NeverHeardOf";
import { Summary } from "./Summary";
import { Timeline } from "./Timeline";
import { TokenIdentifiers } from "./TokenIdentifiers";

const NOT_FOUND = 404;

export function UserView({ id }: { id: string }) {
  const call = useCall<UserDetail>(callOfUser(id));
  // Counts the changes made here, after each of which the timeline is read again.
  const [changes, setChanges] = useState(0);
  const changed = () => {
    call.reload();
    setChanges(before => before + 1);
  };
  return (
    <>
      <p className="back"><a href={hrefOf("users")}>All users</a></p>
      <Title tab="User">{call.data?.user?.name ?? "User"}</Title>
      {call.failure?.status === NOT_FOUND && call.data === null
        ? <NeverHeardOf id={id} onChange={changed} />
        : (
          <Shown call={call} what="the user">
            {detail => (
              <>
                <Summary id={id} detail={detail} onChange={changed} />
                <div className="columns">
                  <div className="column">
                    {detail.user !== null && <Fields parts={detail.parts} />}
                    {detail.user === null && <Timeline id={id} changes={changes} />}
                  </div>
                  <div className="column">
                    {detail.user !== null && <TokenIdentifiers user={detail.user} onChange={changed} />}
                    {detail.user !== null && <Timeline id={id} changes={changes} />}
                    <Deliveries id={id} changes={changes} />
                  </div>
                </div>
              </>
            )}
          </Shown>
        )}
    </>
  );
}
