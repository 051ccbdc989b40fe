import { OrleansUsersProvider, useStoreUserEffect } from "@orleans-users/react";
import { sessions } from "../sign-in/session";
import { recordingFetch } from "../wire/recordingFetch";
import { FrontEnd, type FrontEndProps } from "./FrontEnd";
import { WAYS } from "./way";

const { useAuth } = sessions.store;
const send = recordingFetch("store");

export function StoreFromClient({ onSignal }: Pick<FrontEndProps, "onSignal">) {
  return (
    <OrleansUsersProvider url="" useAuth={useAuth} fetch={send}>
      <Stored onSignal={onSignal} />
    </OrleansUsersProvider>
  );
}

function Stored({ onSignal }: Pick<FrontEndProps, "onSignal">) {
  return <FrontEnd way={WAYS.store} current={useStoreUserEffect()} onSignal={onSignal} />;
}
