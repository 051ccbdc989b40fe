import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { OrleansUsersProvider, useCurrentUser } from "@orleans-users/react";

const App = () => useCurrentUser().status;
const useAuth = () => ({ isLoaded: true, isSignedIn: false, userId: null, getToken: async () => null });
console.log(renderToString(createElement(OrleansUsersProvider, { url: "", useAuth }, createElement(App))));
