import { act } from "@testing-library/react";
import { expect, test } from "vitest";
import { useCurrentUser } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const live = "GET /users/current/live";
const at = useTestApp();

function showUser(options: Parameters<typeof at.app.show>[1] = {}) {
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />, options);
  return user;
}

test("It is loading until the identity provider has said who is signed in", () => {
  const user = showUser();
  expect(user.last()).toMatchObject({ status: "loading", isLoading: true, isAuthenticated: false });
  expect(at.server.requests).toEqual([]);
});

test("Nobody signed in is signed out, and asks the server nothing", () => {
  at.auth.load(null);
  const user = showUser();
  expect(user.last()).toMatchObject({ status: "signed-out", isLoading: false, isAuthenticated: false, user: null });
  expect(at.server.requests).toEqual([]);
});

test("A signed-in user that the webhook has not brought yet is loading, and authenticated as soon as it comes", async () => {
  at.auth.load("ada");
  const user = showUser();
  await user.until(({ isLive }) => isLive);
  expect(user.last()).toMatchObject({ status: "loading", isAuthenticated: false });
  at.server.users.put("ada");
  const { user: ada } = await user.reaches("authenticated");
  expect(ada).toEqual(at.server.users.get("ada"));
  expect(user.values.filter(({ isAuthenticated }) => isAuthenticated).every((state) => state.user?.id === "ada")).toBe(true);
});

test("A user that does not come in time is an error, and authenticated when it comes after all", async () => {
  at.auth.load("ada");
  const user = showUser({ arrivalTimeout: 60 });
  expect(await user.reaches("error")).toMatchObject({ error: { code: "not-stored" }, isLoading: false, user: null });
  at.server.users.put("ada");
  await user.reaches("authenticated");
});

test("A server that cannot be reached from the beginning is an error in time", async () => {
  at.auth.load("ada");
  at.server.fail(live, "drop", Infinity);
  const user = showUser({ arrivalTimeout: 60 });
  expect(user.last().status).toBe("loading");
  expect(await user.reaches("error")).toMatchObject({ error: { code: "unavailable" } });
  at.server.users.put("ada");
  at.server.heal();
  await user.reaches("authenticated");
});

test("A server that takes the request and says nothing is an error in time", async () => {
  at.auth.load("ada");
  at.server.fail(live, "hold", Infinity);
  expect(await showUser({ arrivalTimeout: 60 }).reaches("error")).toMatchObject({ error: { code: "unavailable" } });
});

test("An address that answers with a page is an error in time, not a user", async () => {
  at.auth.load("ada");
  at.server.fail(live, "page", Infinity);
  expect(await showUser({ arrivalTimeout: 60 }).reaches("error")).toMatchObject({ error: { code: "unavailable", status: 200 } });
});

test("Starting over is loading again, and gives the user a new arrival timeout", async () => {
  at.auth.load("ada");
  const user = showUser({ arrivalTimeout: 150 });
  const { retry } = await user.reaches("error");
  act(retry);
  expect(user.last().status).toBe("loading");
  await user.reaches("error");
  const { lastEventId } = await at.server.called(live, 2);
  expect(lastEventId).toBe(null);
});
