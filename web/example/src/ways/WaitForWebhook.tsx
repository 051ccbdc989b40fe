import { OrleansUsersProvider, useCurrentUser } from "@orleans-users/react";
import { sessions } from "../sign-in/session";
import { recordingFetch } from "../wire/recordingFetch";
import { FrontEnd, type FrontEndProps } from "./FrontEnd";
import { WAYS } from "./way";

const { useAuth } = sessions.webhook;
const send = recordingFetch("webhook");

// Long enough to read the page while the webhook is missing, short enough to see what follows.
const ARRIVAL_MS = 30_000;

export function WaitForWebhook({ onSignal }: Pick<FrontEndProps, "onSignal">) {
  return (
    <OrleansUsersProvider url="" useAuth={useAuth} fetch={send} arrivalTimeout={ARRIVAL_MS}>
      <Awaited onSignal={onSignal} />
    </OrleansUsersProvider>
  );
}

function Awaited({ onSignal }: Pick<FrontEndProps, "onSignal">) {
  return <FrontEnd way={WAYS.webhook} current={useCurrentUser()} onSignal={onSignal} />;
}
