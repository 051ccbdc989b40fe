import { useState } from "react";
import { OrleansUsersProvider } from "@orleans-users/react";
import { sessions } from "../sign-in/session";
import { useSignedIn } from "../sign-in/useSignedIn";
import type { WayId } from "../ways/way";
import { recordingFetch } from "../wire/recordingFetch";
import { Conversation } from "./Conversation";
import { Writer } from "./Writer";

const send = recordingFetch("messages");

/** Data of an app that points at users. Read and written as one of those signed in above. */
export function Messages() {
  const [preferred, setPreferred] = useState<WayId>("store");
  const signedIn = useSignedIn();
  const writer = signedIn.find(({ way }) => way === preferred) ?? signedIn[0];
  return (
    <section className="panel messages" aria-label="Messages">
      <div className="panel-head">
        <span className="number" aria-hidden="true">M</span>
        <h2>Messages</h2>
      </div>
      <p className="pitch">A message keeps its author’s id and no name. The name is read with it, as it is now.</p>
      <p className="code"><code>{`const { messages, send } = useMessages();`}</code></p>
      {writer === undefined
        ? <p className="empty">Sign in above to read and write.</p>
        : (
          <OrleansUsersProvider key={writer.way} url="" useAuth={sessions[writer.way].useAuth} fetch={send}>
            {signedIn.length > 1 && <Writer among={signedIn} chosen={writer.way} onChoose={setPreferred} />}
            <Conversation userId={writer.userId} />
          </OrleansUsersProvider>
        )}
    </section>
  );
}
