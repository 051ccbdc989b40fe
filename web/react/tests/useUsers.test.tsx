import { act } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useCurrentUser, useUsers } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const users = "GET /users";
const at = useTestApp();

function showUsers(ids: string[], options: Parameters<typeof at.app.show>[1] = {}) {
  at.auth.load("ada");
  const shown = at.app.recorded(() => useUsers([...ids]));
  at.app.show(<shown.Recorder />, options);
  return shown;
}

test("Users come in the order asked, and null where there is none", async () => {
  at.server.users.put("bob");
  at.server.users.put("cleo");
  const shown = showUsers(["cleo", "nobody", "bob", "cleo"], { strict: true });
  expect(shown.last()).toMatchObject({ users: [null, null, null, null], isLoading: true });
  await shown.until(({ isLoading }) => !isLoading);
  expect(shown.last().users.map((user) => user?.id)).toEqual(["cleo", undefined, "bob", "cleo"]);
  expect(shown.last().users[2]).toEqual({ id: "bob", name: "The bob", username: "bob", imageUrl: null });
});

test("An array written in place at each render neither loops nor makes a new result", async () => {
  const shown = showUsers(["bob"]);
  await shown.until(({ isLoading }) => !isLoading);
  const { last, values } = shown;
  const [before, frames] = [last(), values.length];
  at.app.change(<shown.Recorder />);
  expect(values.length).toBe(frames + 1);
  expect(last()).toBe(before);
  expect(at.server.of(users)).toHaveLength(1);
});

test("All components of a page share one request, without an id twice", async () => {
  at.auth.load("ada");
  const [one, other] = [at.app.recorded(() => useUsers(["bob", "cleo"])), at.app.recorded(() => useUsers(["cleo", "dora"]))];
  at.app.show([<one.Recorder key="1" />, <other.Recorder key="2" />], { strict: true });
  await one.until(({ isLoading }) => !isLoading);
  await other.until(({ isLoading }) => !isLoading);
  expect(at.server.of(users).map(({ url }) => url.searchParams.getAll("id"))).toEqual([["bob", "cleo", "dora"]]);
});

test("More than a hundred are asked for in several requests, and what is known is not asked for again", async () => {
  const many = Array.from({ length: 250 }, (_, index) => `user|${index} & co`);
  many.forEach((id) => at.server.users.put(id));
  const shown = showUsers(many);
  await shown.until(({ isLoading }) => !isLoading);
  expect(shown.last().users.map((user) => user?.id)).toEqual(many);
  expect(at.server.of(users).map(({ url }) => url.searchParams.getAll("id").length)).toEqual([100, 100, 50]);
  const again = at.app.recorded(() => useUsers(many.slice(0, 3)));
  at.app.change(<again.Recorder />);
  expect(again.values[0]).toMatchObject({ isLoading: false, users: [{ id: many[0] }, { id: many[1] }, { id: many[2] }] });
  expect(at.server.of(users)).toHaveLength(3);
});

test("No ids are no request", () => {
  const shown = showUsers([]);
  expect(shown.last()).toMatchObject({ users: [], isLoading: false });
  expect(at.server.requests).toEqual([]);
});

test("The own profile follows the live user, until it is deleted", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  const me = at.app.user(useCurrentUser);
  const shown = at.app.recorded(() => useUsers(["ada", "bob"]));
  at.app.show([<me.Recorder key="1" />, <shown.Recorder key="2" />]);
  await shown.until(({ isLoading, users: [ada] }) => !isLoading && ada !== null);
  at.server.users.put("ada", { name: "Ada Lovelace" });
  await shown.until(({ users: [ada] }) => ada?.name === "Ada Lovelace");
  at.server.users.delete("ada");
  await shown.until(({ users: [ada] }) => ada === null);
});

test("A late answer does not replace the own profile that the live connection brought", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  at.server.fail(users, "late");
  at.server.fail("GET /users/current/live", "hold");
  const me = at.app.user(useCurrentUser);
  const shown = at.app.recorded(() => useUsers(["ada", "bob"]));
  at.app.show([<me.Recorder key="1" />, <shown.Recorder key="2" />]);
  await at.server.called(users);
  at.server.users.put("ada", { name: "Ada Lovelace" });
  at.server.release("GET /users/current/live");
  await shown.until(({ users: [ada] }) => ada?.name === "Ada Lovelace");
  at.server.release();
  await shown.until(({ isLoading }) => !isLoading);
  expect(shown.last().users[0]?.name).toBe("Ada Lovelace");
});

test.each([
  ["the page becomes visible", () => document.dispatchEvent(new Event("visibilitychange"))],
  ["the window has the focus again", () => window.dispatchEvent(new Event("focus"))],
])("When %s profiles are read again", async (_, comeBack) => {
  at.server.users.put("bob");
  at.server.users.put("cleo");
  const shown = showUsers(["bob", "cleo"]);
  const { users: before } = await shown.until(({ isLoading }) => !isLoading);
  at.server.users.put("bob", { name: "Robert" });
  comeBack();
  const { users: after } = await shown.until(({ users: [bob] }) => bob?.name === "Robert");
  expect(after[1]).toBe(before[1]);
  comeBack();
  await at.server.called(users, 3);
});

test("Profiles that are some seconds old are new enough", async () => {
  const shown = showUsers(["bob"], { timing: { staleAfter: 5_000 } });
  await shown.until(({ isLoading }) => !isLoading);
  window.dispatchEvent(new Event("focus"));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(at.server.of(users)).toHaveLength(1);
  act(shown.last().refresh);
  await at.server.called(users, 2);
});

test("A refresh that brings nothing new renders nothing", async () => {
  at.server.users.put("bob");
  const shown = showUsers(["bob"]);
  await shown.until(({ isLoading }) => !isLoading);
  const frames = shown.values.length;
  shown.last().refresh();
  await at.server.called(users, 2);
  await at.server.signal.until(() => at.server.of(users)[1]!.isAnswered, "the answer");
  at.server.users.put("bob", { name: "Robert" });
  shown.last().refresh();
  await shown.until(({ users: [bob] }) => bob?.name === "Robert");
  expect(shown.values.length).toBe(frames + 1);
});

test("A failure is told, and mended when the server is back", async () => {
  at.server.users.put("bob");
  at.server.fail(users, { status: 503 }, 2);
  const shown = showUsers(["bob"]);
  await shown.until(({ error }) => error?.code === "unavailable");
  expect(shown.last().isLoading).toBe(false);
  await shown.until(({ users: [bob], error }) => bob !== null && error === null);
});

test("Signed out there are no users, and the next identity does not see what the last one read", async () => {
  at.server.users.put("bob");
  const shown = showUsers(["bob"]);
  await shown.until(({ users: [bob] }) => bob !== null);
  at.app.signIn(null);
  expect(shown.last()).toMatchObject({ users: [null], isLoading: false });
  at.server.fail(users, "hold");
  at.app.signIn("cleo");
  expect(shown.last()).toMatchObject({ users: [null], isLoading: true });
  await vi.waitFor(() => expect(at.server.of(users).at(-1)!.token).toMatch(/^cleo/));
});
