import { OrleansUsersProvider, useUsers } from "@orleans-users/react";
import { Fresh } from "../page/Fresh";
import { useNews } from "../page/useNews";
import { sessions } from "../sign-in/session";
import { useSignedIn } from "../sign-in/useSignedIn";
import { recordingFetch } from "../wire/recordingFetch";

const sends = { store: recordingFetch("store"), webhook: recordingFetch("webhook") };

/** The other end of the events: what anybody signed in may read of this person. */
export function OnTheServer({ id }: { id: string }) {
  const reader = useSignedIn()[0];
  if (reader === undefined) return <p className="known muted">Sign in above to see what the server knows of this id.</p>;
  return (
    <OrleansUsersProvider key={reader.way} url="" useAuth={sessions[reader.way].useAuth} fetch={sends[reader.way]}>
      <Profile key={id} id={id} />
    </OrleansUsersProvider>
  );
}

function Profile({ id }: { id: string }) {
  const { users: [profile], isLoading, error, refresh } = useUsers([id]);
  useNews(refresh);

  if (error) return <p className="known error-text">{error.message}</p>;
  if (isLoading) return <p className="known muted">Asking the server…</p>;
  return (
    <p className="known">
      <Fresh value={profile?.name ?? null}>
        {profile ? <>The server knows this id as <strong><bdi>{profile.name}</bdi></strong>.</> : "The server has no user of this id."}
      </Fresh>
    </p>
  );
}
