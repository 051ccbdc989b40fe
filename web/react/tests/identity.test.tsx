import { act } from "@testing-library/react";
import { StrictMode } from "react";
import { expect, test } from "vitest";
import { type CurrentUserState, useCurrentUser, useMessages, useStoreUserEffect, useUsers } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const live = "GET /users/current/live";
const store = "POST /users/store";
const at = useTestApp();

test("The render in which the sign-in ends shows no user any more", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />, { strict: true });
  await user.reaches("authenticated");
  at.app.signIn(null);
  expect(user.last().status).toBe("signed-out");
  const signedOut = at.app.frames.filter(({ userId }) => userId === null);
  expect(signedOut.length).toBeGreaterThan(0);
  expect(signedOut.every(({ value }) => (value as CurrentUserState).status === "signed-out")).toBe(true);
});

test("Nothing of one user is ever shown to the next", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  at.server.users.put("bob");
  const user = at.app.user(useStoreUserEffect);
  at.app.show(<user.Recorder />, { strict: true });
  await user.reaches("authenticated");
  at.app.signIn("bob");
  expect(user.last().status).toBe("loading");
  await user.until((state) => state.user?.id === "bob");
  for (const { userId, value } of at.app.frames) expect([undefined, userId]).toContain((value as CurrentUserState).user?.id);
});

test("Signing out closes the stream and every request under way", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  for (const route of [store, "GET /users", "GET /messages", "POST /messages"]) at.server.fail(route, "hold");
  const user = at.app.user(useStoreUserEffect);
  const messages = at.app.recorded(() => useMessages());
  const users = at.app.recorded(() => useUsers(["bob"]));
  at.app.show([<user.Recorder key="1" />, <messages.Recorder key="2" />, <users.Recorder key="3" />]);
  await user.reaches("authenticated");
  const sending = messages.last().send("Hello");
  for (const route of [store, "GET /users", "GET /messages", "POST /messages"]) await at.server.called(route);
  at.app.signIn(null);
  await expect(sending).rejects.toMatchObject({ code: "unauthorized" });
  await at.server.signal.until(() => at.server.requests.every(({ isAborted }) => isAborted), "all requests to be aborted");
  expect(at.server.requests.map(({ route }) => route)).toContain(live);
  expect(messages.last()).toMatchObject({ messages: [], isLoading: false, error: null });
});

test("A late answer to the user before says nothing to the next", async () => {
  at.auth.load("ada");
  at.server.fail(store, "late");
  at.server.fail(live, { status: 503 }, Infinity);
  const storing: Promise<unknown>[] = [];
  // A wrapper of fetch that does not pass the signal on: nothing is aborted.
  const deaf: typeof fetch = (input, init) => {
    const answer = fetch(input, { ...init, signal: null });
    if (init?.method === "POST") storing.push(answer);
    return answer;
  };
  const user = at.app.user(useStoreUserEffect);
  at.app.show(<user.Recorder />, { fetch: deaf });
  await at.server.called(store);
  at.app.signIn("bob");
  await user.until((state) => state.user?.id === "bob");
  const frames = user.values.length;
  at.server.release();
  await act(() => Promise.all(storing));
  at.app.change([<user.Recorder key="rendered again" />]);
  expect(user.values.slice(frames).every((state) => state.user?.id === "bob")).toBe(true);
});

test("Signing out lets go of a wrapper of fetch that knows no signals", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  at.server.fail("POST /messages", "late");
  const user = at.app.user(useCurrentUser);
  const messages = at.app.recorded(() => useMessages());
  at.app.show(
    [<user.Recorder key="1" />, <messages.Recorder key="2" />],
    { fetch: (input, init) => fetch(input, { ...init, signal: null }) },
  );
  await user.reaches("authenticated");
  const sending = messages.last().send("Hello");
  await at.server.called("POST /messages");
  at.app.signIn(null);
  await expect(sending).rejects.toMatchObject({ code: "unauthorized" });
  await at.server.signal.until(() => at.server.users.streams.size === 0, "the stream to be closed");
});

test("While the identity provider loads anew nothing is shown, and the connection stays", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />);
  await user.reaches("authenticated");
  act(() => at.auth.unload());
  expect(user.last().status).toBe("loading");
  at.app.signIn("ada");
  expect(user.last()).toMatchObject({ status: "authenticated", isLive: true });
  expect(at.server.of(live)).toHaveLength(1);
});

test("Leaving the page closes the stream", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<StrictMode><user.Recorder /></StrictMode>);
  await user.reaches("authenticated");
  at.app.leave();
  await at.server.signal.until(() => at.server.users.streams.size === 0, "the stream to be closed");
});

test("A hook without a provider says what is missing", () => {
  const user = at.app.user(useCurrentUser);
  at.app.show(null);
  expect(() => at.app.showBare(<user.Recorder />)).toThrow("There is no <OrleansUsersProvider>");
});
