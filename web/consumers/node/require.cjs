const { createElement } = require("react");
const { renderToString } = require("react-dom/server");
const { OrleansUsersProvider, useCurrentUser } = require("@orleans-users/react");

const App = () => useCurrentUser().status;
const useAuth = () => ({ isLoaded: true, isSignedIn: false, userId: null, getToken: async () => null });
console.log(renderToString(createElement(OrleansUsersProvider, { url: "", useAuth }, createElement(App))));
