import { useStored } from "@example/page/stored";
import { ChecksView } from "./checks/ChecksView";
import { Header } from "./page/Header";
import { useRoute, type Route } from "./page/route";
import { PreviewView } from "./preview/PreviewView";
import { session } from "./session/session";
import { SignIn } from "./session/SignIn";
import { SyncView } from "./sync/SyncView";
import { UserView } from "./user/UserView";
import { UsersView } from "./users/UsersView";
import { WebhooksView } from "./webhooks/WebhooksView";

export function App() {
  const route = useRoute();
  const { key } = useStored(session);
  if (key === null) return <SignIn />;
  return (
    <>
      <Header route={route} />
      {/* Whoever signs in with another key begins with nothing of the one before. */}
      <main className="main" key={key}><Current route={route} /></main>
    </>
  );
}

function Current({ route }: { route: Route }) {
  switch (route.view) {
    case "users": return route.userId === null ? <UsersView /> : <UserView key={route.userId} id={route.userId} />;
    case "sync": return <SyncView />;
    case "webhooks": return <WebhooksView />;
    case "what-if": return <PreviewView />;
    case "check": return <ChecksView />;
  }
}
