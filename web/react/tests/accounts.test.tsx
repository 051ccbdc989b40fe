import { act } from "@testing-library/react";
import { expect, test } from "vitest";
import { type CurrentUserState, useStoreUserEffect } from "../src/index.js";
import { useTestApp } from "./support/app.js";
import { tokenOf } from "./support/FakeAuth.js";

const live = "GET /users/current/live";
const store = "POST /users/store";
const at = useTestApp();
const patient = { firstRetry: 100_000, longestRetry: 100_000 };

function showUser(userId: string, sessionId?: string, options: Parameters<typeof at.app.show>[1] = {}) {
  at.auth.load(userId, sessionId);
  const user = at.app.user(useStoreUserEffect);
  at.app.show(<user.Recorder />, options);
  return user;
}

const shownAs = (userId: string) =>
  at.app.frames.filter((frame) => frame.userId === userId).map(({ value }) => (value as CurrentUserState).user?.id);

test("A new session of the same user starts at once, whatever the one before waits for", async () => {
  at.server.fail(live, "drop");
  at.server.fail(store, "drop");
  const user = showUser("ada", "first", { timing: patient });
  await at.server.called(live);
  await at.server.called(store);
  at.app.signIn("ada", "second");
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
});

test("A session whose id comes later, or goes for a moment, is the same", async () => {
  const user = showUser("ada");
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
  for (const id of ["first", undefined, "first"]) at.app.signIn("ada", id);
  expect(user.last()).toMatchObject({ status: "authenticated", isLive: true });
  at.app.signIn("ada", "second");
  expect(user.last().status).toBe("loading");
  await user.reaches("authenticated");
});

test("A token of the next account is not sent while the user is still the one before", async () => {
  at.server.users.put("ada");
  at.server.users.put("bob");
  const user = showUser("ada");
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
  const before = at.server.requests.length;
  at.auth.subject = "bob";
  at.server.users.endStreams();
  await user.until(({ isLive }) => !isLive);
  expect(at.server.requests).toHaveLength(before);
  expect(user.last()).toMatchObject({ user: { id: "ada" } });
  at.app.signIn("bob");
  await user.until((state) => state.user?.id === "bob");
  expect(shownAs("ada")).not.toContain("bob");
  expect(shownAs("bob")).not.toContain("ada");
});

test("A page that begins in the middle of a change of accounts shows and stores nobody as somebody else", async () => {
  at.server.users.put("bob");
  at.auth.subject = "bob";
  const user = showUser("ada", undefined, { timing: { accountChange: 150 } });
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  expect(at.server.requests).toEqual([]);
  at.app.signIn("bob");
  await user.until((state) => state.user?.id === "bob");
  expect(shownAs("ada")).not.toContain("bob");
});

test("A token of the account before is not sent for the next one: the provider is asked for another", async () => {
  const user = showUser("ada");
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
  // Kept by the provider's library until it is told not to.
  at.auth.instead = () => (at.auth.asked.at(-1)?.skipCache ? null : Promise.resolve(tokenOf("ada", at.auth.asked.length))) as Promise<string>;
  const before = at.server.requests.length;
  at.app.signIn("bob");
  await user.until((state) => state.user?.id === "bob");
  expect(at.server.requests.slice(before).filter(({ token }) => !token.startsWith("bob."))).toEqual([]);
  expect(shownAs("bob")).not.toContain("ada");
});

test("An answer that comes after the change of accounts goes nowhere", async () => {
  at.server.fail(store, "late");
  at.server.fail(live, { status: 503 });
  const user = showUser("ada", "first");
  await at.server.called(store);
  at.app.signIn("bob", "second");
  at.server.release();
  await user.until((state) => state.user?.id === "bob");
  expect(shownAs("bob")).not.toContain("ada");
});

test("A provider whose userId is not the subject of its tokens works, and its accounts are kept apart", async () => {
  at.auth.subject = "ada";
  const user = showUser("account-1");
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
  const before = at.server.requests.length;
  at.auth.subject = "bob";
  at.server.users.endStreams();
  await user.until(({ isLive }) => !isLive);
  at.app.signIn("account-2");
  at.auth.subject = "ada";
  await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
  expect(at.server.requests.slice(before).filter(({ token }) => !token.startsWith("bob."))).toEqual([]);
  at.auth.subject = "bob";
  await user.until((state) => state.user?.id === "bob");
  expect(shownAs("account-1")).not.toContain("bob");
  expect(shownAs("account-2")).not.toContain("ada");
});

test("While the subject of the tokens changes, none is taken for the user's", async () => {
  at.auth.instead = () => Promise.resolve(tokenOf(at.auth.asked.at(-1)?.skipCache ? "bob" : "ada", 1));
  const user = showUser("account-1", undefined, { arrivalTimeout: 50 });
  expect(await user.reaches("error")).toMatchObject({ error: { code: "unavailable" } });
  expect(at.server.requests).toEqual([]);
});

test("A person whose provider changes the subject for good is in again when the app starts over", async () => {
  at.auth.subject = "ada";
  const user = showUser("account-1");
  const { retry } = await user.reaches("authenticated");
  at.auth.subject = "ada-2";
  at.server.users.endStreams();
  await user.until(({ isLive }) => !isLive);
  act(retry);
  await user.until((state) => state.user?.id === "ada-2");
});

test("A token that cannot be read is the server's to judge", async () => {
  at.auth.instead = () => Promise.resolve("ada");
  const user = showUser("ada");
  await user.reaches("authenticated");
});
