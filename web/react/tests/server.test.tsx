// @vitest-environment node
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { type Auth, OrleansUsersProvider, useMessages, useStoreUserEffect, useUsers } from "../src/index.js";

const Page = () => JSON.stringify({ ...useStoreUserEffect(), users: useUsers(["bob"]), messages: useMessages() });

function renderFor(auth: Pick<Auth, "isLoaded" | "isSignedIn" | "userId">) {
  const refuse = () => Promise.reject(new Error("A server renders and asks nothing."));
  const html = renderToString(
    <OrleansUsersProvider url="" useAuth={() => ({ ...auth, getToken: refuse })} fetch={refuse}>
      <Page />
    </OrleansUsersProvider>,
  );
  return JSON.parse(html.replaceAll("&quot;", '"')) as unknown;
}

test("There is no page here", () => expect(typeof window).toBe("undefined"));

test.each([
  ["who is signed in is not known", { isLoaded: false, isSignedIn: undefined, userId: undefined }],
  ["somebody is signed in", { isLoaded: true, isSignedIn: true, userId: "ada" }],
])("A server renders loading when %s", (_, auth) => {
  expect(renderFor(auth)).toMatchObject({
    status: "loading",
    user: null,
    users: { users: [null], isLoading: true },
    messages: { messages: [], isLoading: true },
  });
});

test("A server renders signed out when nobody is", () => {
  expect(renderFor({ isLoaded: true, isSignedIn: false, userId: null })).toMatchObject({
    status: "signed-out",
    users: { isLoading: false },
    messages: { isLoading: false },
  });
});
