import { createRoot } from "react-dom/client";
import { OrleansUsersProvider, useCurrentUser } from "@orleans-users/react";

const App = () => <p>{useCurrentUser().status}</p>;
const useAuth = () => ({ isLoaded: true, isSignedIn: false, userId: null, getToken: async () => null });

createRoot(document.getElementById("root")).render(
  <OrleansUsersProvider url="" useAuth={useAuth}>
    <App />
  </OrleansUsersProvider>,
);
