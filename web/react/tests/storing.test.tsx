import { act } from "@testing-library/react";
import { expect, test } from "vitest";
import { useCurrentUser, useStoreUserEffect } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const live = "GET /users/current/live";
const store = "POST /users/store";
const at = useTestApp();

function showStoring(options: Parameters<typeof at.app.show>[1] = {}) {
  const user = at.app.user(useStoreUserEffect);
  at.app.show(<user.Recorder />, options);
  return user;
}

test("A user is stored after its sign-in, and authenticated only then", async () => {
  at.auth.load(null);
  at.server.fail(store, "hold");
  const user = showStoring();
  expect(user.last().status).toBe("signed-out");
  at.app.signIn("ada");
  await at.server.called(store);
  await user.until(({ isLive }) => isLive);
  expect(user.last().status).toBe("loading");
  at.server.release();
  expect(await user.reaches("authenticated")).toMatchObject({ user: { id: "ada" } });
});

test("A user is stored once per sign-in, by however many components and in strict mode", async () => {
  at.auth.load("ada");
  const [one, other, waiting] = [at.app.user(useStoreUserEffect), at.app.user(useStoreUserEffect), at.app.user(useCurrentUser)];
  at.app.show([<one.Recorder key="1" />, <other.Recorder key="2" />, <waiting.Recorder key="3" />], { strict: true });
  await waiting.reaches("authenticated");
  await one.until(({ isLive, user }) => isLive && user !== null);
  expect(at.server.of(store)).toHaveLength(1);
  expect(other.last()).toEqual(waiting.last());

  at.app.signIn(null);
  at.app.signIn("ada");
  await one.reaches("authenticated");
  expect(at.server.of(store)).toHaveLength(2);
});

test("Whoever only waits stores nobody", async () => {
  at.auth.load("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />, { arrivalTimeout: 50 });
  await user.reaches("error");
  expect(at.server.of(store)).toEqual([]);
});

test("The answer to storing is enough while the live connection fails", async () => {
  at.auth.load("ada");
  at.server.fail(live, { status: 503 }, Infinity);
  const user = showStoring();
  expect(await user.reaches("authenticated")).toMatchObject({ isLive: false });
});

test.each([
  ["drops the connection", "drop"],
  ["is not available", { status: 503 }],
  ["is busy", { status: 429 }],
] as const)("Storing goes on when the server %s", async (_, fault) => {
  at.auth.load("ada");
  at.server.fail(store, fault, 2);
  const user = showStoring();
  await user.reaches("authenticated");
  expect(at.server.of(store)).toHaveLength(3);
  expect(user.values.some(({ status }) => status === "error")).toBe(false);
});

test.each([409, 400])(
  "A refusal to store (%i) is an error with the server's words, and final until the app starts over",
  async (status) => {
    at.auth.load("ada");
    at.server.fail(store, { status, title: "This id is another's." });
    const user = showStoring({ arrivalTimeout: 60 });
    const refused = await user.reaches("error");
    expect(refused.error).toMatchObject({ code: "refused", status, message: "This id is another's." });
    expect(at.server.of(store)).toHaveLength(1);
    act(refused.retry);
    await user.reaches("authenticated");
    expect(at.server.of(store)).toHaveLength(2);
  },
);

test("A deleted user is not stored again", async () => {
  at.auth.load("ada");
  at.server.users.delete("ada");
  const user = showStoring();
  expect(await user.reaches("error")).toMatchObject({ error: { code: "deleted", status: 410 } });
  expect(at.server.of(store)).toHaveLength(1);
});

test("A user that is deleted after it was stored is gone at once", async () => {
  at.auth.load("ada");
  const user = showStoring();
  await user.until(({ isLive, status }) => isLive && status === "authenticated");
  await at.server.signal.until(() => at.server.users.streams.size === 1, "the stream");
  at.server.users.delete("ada");
  expect(await user.reaches("error")).toMatchObject({ error: { code: "deleted" }, user: null });
});

test("An answer to storing that is older than what the live connection said is not shown", async () => {
  at.auth.load("ada");
  at.server.fail(store, "late");
  const user = showStoring();
  await user.reaches("authenticated");
  at.server.users.put("ada", { name: "Newer" });
  await user.until((state) => state.user?.name === "Newer");
  const frames = user.values.length;
  at.server.release();
  await at.server.signal.until(() => at.server.of(store)[0]!.isAnswered, "the late answer");
  at.server.users.put("ada", { name: "Newest" });
  await user.until((state) => state.user?.name === "Newest");
  expect(user.values.slice(frames).map((state) => state.user?.name)).toEqual(["Newest"]);
});

test("What the live connection says of the time before storing undoes nothing", async () => {
  at.auth.load("ada");
  at.server.users.isMute = true;
  const user = showStoring();
  await user.reaches("authenticated");
  await user.until(({ isLive }) => isLive);
  at.server.users.isMute = false;
  at.server.users.say("ada", null);
  await at.server.called(live, 2);
  at.server.users.put("ada", { name: "Heard" });
  await user.until((state) => state.user?.name === "Heard");
  expect(user.values.filter(({ status }) => status === "error")).toEqual([]);
});

test("A live user from before storing does not replace the stored one", async () => {
  at.auth.load("ada");
  at.server.users.isMute = true;
  at.server.users.put("ada", { name: "Stored", version: 5 });
  const user = showStoring();
  await user.reaches("authenticated");
  await user.until(({ isLive }) => isLive);
  at.server.users.isMute = false;
  at.server.users.say("ada", { ...at.server.users.get("ada")!, name: "Before", version: 4 });
  await act(() => new Promise((resolve) => setTimeout(resolve, 30)));
  expect(user.last().user?.name).toBe("Stored");
  at.server.users.put("ada", { name: "After" });
  await user.until((state) => state.user?.name === "After");
});

test("A user that is gone by the time the live connection speaks of it is deleted", async () => {
  at.auth.load("ada");
  at.server.users.isMute = true;
  const user = showStoring();
  await user.reaches("authenticated");
  await user.until(({ isLive }) => isLive);
  at.server.users.delete("ada");
  at.server.users.isMute = false;
  at.server.users.say("ada");
  expect(await user.reaches("error")).toMatchObject({ error: { code: "deleted" } });
});

test("A late answer to storing does not bring a deleted user back", async () => {
  at.auth.load("ada");
  at.server.fail(store, "late");
  const user = showStoring();
  await user.reaches("authenticated");
  at.server.users.delete("ada");
  await user.reaches("error");
  const frames = user.values.length;
  at.server.release();
  await at.server.signal.until(() => at.server.of(store)[0]!.isAnswered, "the late answer");
  at.server.users.endStreams();
  await at.server.called(live, 2);
  expect(user.values.slice(frames).some(({ isAuthenticated }) => isAuthenticated)).toBe(false);
});
