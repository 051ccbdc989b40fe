import { expect, test } from "vitest";
import { useCurrentUser, useStoreUserEffect } from "../src/index.js";
import { useTestApp } from "./support/app.js";
import { fetchWithBody } from "./support/fetches.js";

const live = "GET /users/current/live";
const at = useTestApp();

function showUser(hook = useCurrentUser, options: Parameters<typeof at.app.show>[1] = {}) {
  at.auth.load("ada");
  const user = at.app.user(hook);
  at.app.show(<user.Recorder />, options);
  return user;
}

test.each([
  ["over a stream", undefined],
  ["without streams", fetchWithBody(() => null)],
])("A user who is banned meanwhile is gone, the error says so, and the user is back after the ban (%s)", async (_, ownFetch) => {
  at.server.users.put("ada");
  const user = showUser(useCurrentUser, { fetch: ownFetch });
  await user.until(({ isLive, status }) => isLive && status === "authenticated");
  at.server.users.ban("ada");
  const { error } = await user.reaches("error");
  expect(error).toMatchObject({ code: "banned", status: 403, message: expect.stringContaining("banned") as string });
  expect(user.last()).toMatchObject({ user: null, isAuthenticated: false, isLive: false });
  at.server.users.banned.delete("ada");
  expect(await user.reaches("authenticated")).toMatchObject({ user: { id: "ada" } });
});

test("A ban is known at once, without the arrival timeout", async () => {
  at.server.users.put("ada");
  at.server.users.ban("ada");
  const user = showUser(useStoreUserEffect, { arrivalTimeout: 100_000 });
  expect(await user.reaches("error")).toMatchObject({ error: { code: "banned" } });
  at.server.users.banned.delete("ada");
  await user.until(({ isLive, status }) => isLive && status === "authenticated");
});

test("A user who is deleted while banned is deleted", async () => {
  at.server.users.put("ada");
  const user = showUser();
  await user.reaches("authenticated");
  at.server.users.ban("ada");
  await user.reaches("error");
  at.server.users.delete("ada");
  at.server.users.banned.delete("ada");
  await user.until(({ error }) => error?.code === "deleted");
});

test("A banned user is asked for less and less often", async () => {
  at.server.users.put("ada");
  const user = showUser(useCurrentUser, { timing: { firstRetry: 100_000, longestRetry: 100_000 } });
  await user.reaches("authenticated");
  at.server.users.ban("ada");
  await user.reaches("error");
  expect(at.server.of(live)).toHaveLength(2);
});

test("A refusal by something between is no ban", async () => {
  at.server.users.put("ada");
  const user = showUser();
  await user.until(({ isLive, status }) => isLive && status === "authenticated");
  at.server.fail(live, { status: 403, title: "The firewall does not like this." });
  at.server.users.dropStreams();
  await user.until(({ isLive }) => !isLive);
  expect(user.last().status).toBe("authenticated");
  await user.until(({ isLive }) => isLive);
});
