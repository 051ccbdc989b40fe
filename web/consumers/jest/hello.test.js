/** @jest-environment jsdom */
const { createElement } = require("react");
const { render, screen } = require("@testing-library/react");
const { OrleansUsersProvider, useCurrentUser } = require("@orleans-users/react");

const Hello = () => {
  const me = useCurrentUser();
  return createElement("p", null, me.status === "authenticated" ? `Hello ${me.user.name}` : me.status);
};

test("A component shows the user", async () => {
  const useAuth = () => ({ isLoaded: true, isSignedIn: true, userId: "ada", getToken: async () => "token" });
  const asked = [];
  // As in React Native: an answer without a body stream.
  const fetch = async (address) => {
    asked.push(address);
    return { ok: true, status: 200, headers: new Map(), json: async () => ({ id: "ada", name: "Ada", version: 1 }) };
  };
  render(createElement(OrleansUsersProvider, { url: "https://users.test", useAuth, fetch }, createElement(Hello)));
  expect(await screen.findByText("Hello Ada")).toBeTruthy();
  expect(asked).toEqual(["https://users.test/users/current"]);
});
