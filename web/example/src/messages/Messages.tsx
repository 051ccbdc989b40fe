import { useState } from "react";
import { OrleansUsersProvider } from "@orleans-users/react";
import { sessions } from "../sign-in/session";
import { WAYS, type WayId } from "../ways/way";
import { recordingFetch } from "../wire/recordingFetch";
import { Conversation } from "./Conversation";
import { Writer } from "./Writer";

const send = recordingFetch("messages");

/** Data of an app that points at users. Read and written as one of those signed in above. */
export function Messages() {
  const [preferred, setPreferred] = useState<WayId>("store");
  const userIds = { store: sessions.store.useUserId(), webhook: sessions.webhook.useUserId() };
  const signedIn = (["store", "webhook"] as const).filter(way => userIds[way] !== null);
  const way = signedIn.includes(preferred) ? preferred : signedIn[0];
  return (
    <section className="panel messages" aria-label="Messages">
      <div className="panel-head">
        <span className="number" aria-hidden="true">M</span>
        <h2>Messages</h2>
      </div>
      <p className="pitch">A message keeps its author’s id and no name. The name is read with it, as it is now.</p>
      <p className="code"><code>{`const { messages, send } = useMessages("general");`}</code></p>
      {way === undefined
        ? <p className="empty">Sign in above to read and write.</p>
        : (
          <OrleansUsersProvider key={way} url="" useAuth={sessions[way].useAuth} fetch={send}>
            {signedIn.length > 1 && <Writer ways={signedIn.map(id => WAYS[id])} userIds={userIds} chosen={way} onChoose={setPreferred} />}
            <Conversation userId={userIds[way]!} />
          </OrleansUsersProvider>
        )}
    </section>
  );
}
