import { act } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useCurrentUser } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const live = "GET /users/current/live";
const at = useTestApp();

async function showStored(options: Parameters<typeof at.app.show>[1] = {}) {
  at.auth.load("ada");
  at.server.users.put("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />, options);
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
  return user;
}

test("A change of the user is seen at once", async () => {
  const user = await showStored();
  at.server.users.put("ada", { name: "Ada Lovelace" });
  await user.until((state) => state.user?.name === "Ada Lovelace");
});

test("A user that is deleted is gone at once, and the error says so", async () => {
  const user = await showStored();
  at.server.users.delete("ada");
  expect(await user.reaches("error")).toMatchObject({ user: null, isAuthenticated: false, error: { code: "deleted" } });
});

test("While the server is down the user stays as it was, not live, and is live again afterwards", async () => {
  const user = await showStored();
  at.server.fail(live, "drop", 3);
  at.server.users.dropStreams();
  expect(await user.until(({ isLive }) => !isLive)).toMatchObject({ status: "authenticated", user: { id: "ada" } });
  at.server.users.put("ada", { name: "Changed meanwhile" });
  await user.until((state) => state.isLive && state.user?.name === "Changed meanwhile");
  expect(user.values.filter(({ status }) => status !== "loading").every(({ isAuthenticated }) => isAuthenticated)).toBe(true);
});

test("Each attempt has a fresh token and the id of the last event", async () => {
  await showStored();
  at.server.fail(live, "drop");
  at.server.users.dropStreams();
  await at.server.called(live, 3);
  const seen = at.server.of(live);
  expect(new Set(seen.map(({ token }) => token)).size).toBe(3);
  expect(seen.map(({ lastEventId }) => lastEventId)).toEqual([null, "1", "1"]);
});

test("A stream that the server ends is followed by another at once, and nobody notices", async () => {
  const user = await showStored({ timing: { firstRetry: 100_000, longestRetry: 100_000 } });
  const frames = user.values.length;
  for (let end = 1; end <= 3; end++) {
    at.server.users.endStreams();
    await at.server.called(live, end + 1);
    await at.server.signal.until(() => at.server.users.streams.size === 1, "a new stream");
  }
  expect(user.values.slice(frames)).toEqual([]);
  at.server.users.put("ada", { name: "Still heard" });
  await user.until((state) => state.user?.name === "Still heard");
});

test("A repeated user after a new connection renders nothing anew", async () => {
  const user = await showStored();
  const { user: before } = user.last();
  at.server.users.eventId = 7;
  at.server.users.endStreams();
  await at.server.called(live, 2);
  await at.server.signal.until(() => at.server.users.streams.size === 1, "a new stream");
  await act(() => new Promise((resolve) => setTimeout(resolve, 30)));
  expect(user.last().user).toBe(before);
});

test("Events of other types say nothing of the user", async () => {
  const user = await showStored();
  const [stream] = at.server.users.streams;
  stream!.response.write("event: weather\ndata: null\n\ndata: null\n\n");
  await act(() => new Promise((resolve) => setTimeout(resolve, 30)));
  at.server.users.put("ada", { name: "Still here" });
  await user.until((state) => state.user?.name === "Still here");
  expect(user.values.some(({ status }) => status === "error")).toBe(false);
});

test("A user arrives whole, wherever the bytes of its event are cut", async () => {
  const user = await showStored();
  const [stream] = at.server.users.streams;
  stream!.response.socket!.setNoDelay(true);
  const event = `id: 9\r\nevent: user\r\ndata: ${JSON.stringify({ ...user.last().user, name: "Zoë 🦊 東京" })}\r\n\r\n`;
  for (const byte of new TextEncoder().encode(event)) await new Promise((sent) => stream!.response.write(Uint8Array.of(byte), sent));
  await user.until((state) => state.user?.name === "Zoë 🦊 東京");
  at.server.users.dropStreams();
  await at.server.called(live, 2);
  expect(at.server.of(live)[1]).toMatchObject({ lastEventId: "9" });
});

test("A server that ends each stream at once is not asked in a hot loop", async () => {
  const user = await showStored({ timing: { steady: 60_000, firstRetry: 100_000, longestRetry: 100_000 } });
  at.server.users.endStreams();
  await at.server.called(live, 2);
  await at.server.signal.until(() => at.server.users.streams.size === 1, "a new stream");
  at.server.users.endStreams();
  expect(await user.until(({ isLive }) => !isLive)).toMatchObject({ status: "authenticated" });
  expect(at.server.of(live)).toHaveLength(2);
});

test("A connection without a byte is dead, and replaced", async () => {
  const user = await showStored({ timing: { silence: 100 } });
  const [first] = at.server.of(live);
  await at.server.called(live, 2);
  await at.server.signal.until(() => first!.isAborted, "the dead connection to be closed");
  await user.until(({ isLive }) => isLive);
  expect(user.last().status).toBe("authenticated");
});

test("Comments keep a connection alive", async () => {
  await showStored({ timing: { silence: 150 } });
  const [stream] = at.server.users.streams;
  for (let comment = 0; comment < 6; comment++) {
    stream!.response.write(":\n");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(at.server.of(live)).toHaveLength(1);
});

test.each([
  ["the network comes back", () => window.dispatchEvent(new Event("online"))],
  ["the page becomes visible", () => document.dispatchEvent(new Event("visibilitychange"))],
])("When %s the next attempt does not wait", async (_, comeBack) => {
  const user = await showStored({ timing: { firstRetry: 100_000, longestRetry: 100_000 } });
  at.server.users.dropStreams();
  await user.until(({ isLive }) => !isLive);
  expect(at.server.of(live)).toHaveLength(1);
  act(() => void comeBack());
  await at.server.called(live, 2);
});

test.each([429, 503])("A server that answers %i is left alone for as long as it asks, whatever happens here", async (status) => {
  const user = await showStored();
  at.server.fail(live, { status, retryAfter: "1" });
  at.server.users.dropStreams();
  const { at: refusedAt } = await at.server.called(live, 2);
  await user.until(({ isLive }) => !isLive);
  window.dispatchEvent(new Event("online"));
  const { at: nextAt } = await at.server.called(live, 3);
  expect(nextAt - refusedAt).toBeGreaterThanOrEqual(990);
  await user.until(({ isLive }) => isLive);
});

test("A token that is refused is followed at once by one that was not cached", async () => {
  at.server.isValid = (token) => !token.endsWith(".1");
  const user = await showStored({ timing: { firstRetry: 100_000 } });
  expect(at.auth.asked).toEqual([undefined, { skipCache: true }]);
  expect(user.values.some(({ status }) => status === "error")).toBe(false);
});

test("A sign-in whose tokens are refused is an error at once, and better once they are taken", async () => {
  at.server.isValid = () => false;
  at.auth.load("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />, { arrivalTimeout: 100_000 });
  expect(await user.reaches("error")).toMatchObject({ error: { code: "unauthorized", status: 401 } });
  at.server.isValid = () => true;
  at.server.users.put("ada");
  await user.reaches("authenticated");
});

test("Refused tokens do not take a user away that is known", async () => {
  const user = await showStored();
  at.server.isValid = () => false;
  at.server.users.dropStreams();
  await at.server.called(live, 4);
  expect(user.last()).toMatchObject({ status: "authenticated", isLive: false });
  at.server.isValid = () => true;
  await user.until(({ isLive }) => isLive);
});

test("A server may say how long to wait before the next connection", async () => {
  const user = await showStored({ timing: { firstRetry: 100_000, longestRetry: 100_000 } });
  const [stream] = at.server.users.streams;
  stream!.response.write("retry: 10\n\n");
  at.server.users.put("ada", { name: "Heard after that" });
  await user.until((state) => state.user?.name === "Heard after that");
  at.server.users.dropStreams();
  await at.server.called(live, 2);
});

test.each([
  ["has no token yet", () => Promise.resolve(null)],
  ["fails", () => Promise.reject(new Error("offline"))],
])("An identity provider that %s is asked again", async (_, instead) => {
  at.auth.load("ada").instead = instead;
  at.server.users.put("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />);
  await vi.waitFor(() => expect(at.auth.asked.length).toBeGreaterThan(2));
  expect(user.last().status).toBe("loading");
  expect(at.server.requests).toEqual([]);
  at.auth.instead = null;
  await user.reaches("authenticated");
});

test("A live event counts whatever its id", async () => {
  const user = await showStored();
  at.server.users.eventId = 100;
  at.server.users.put("ada", { name: "Later" });
  await user.until((state) => state.user?.name === "Later");
  at.server.users.eventId = 0;
  at.server.users.put("ada", { name: "Even later" });
  await user.until((state) => state.user?.name === "Even later");
});

test("Many components share one connection, in strict mode as well", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  const [one, other] = [at.app.user(useCurrentUser), at.app.user(useCurrentUser)];
  at.app.show([<one.Recorder key="1" />, <other.Recorder key="2" />], { strict: true });
  await one.reaches("authenticated");
  await other.reaches("authenticated");
  expect(at.server.of(live)).toHaveLength(1);
});

test("The connection closes after the last component that uses it, and outlives a change of page", async () => {
  const user = await showStored({ timing: { linger: 50 } });
  at.app.change(null);
  at.app.change(<user.Recorder key="another page" />);
  await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
  at.server.users.put("ada", { name: "Heard on the next page" });
  await user.until((state) => state.user?.name === "Heard on the next page");
  expect(at.server.of(live)).toHaveLength(1);
  at.app.change(null);
  await at.server.signal.until(() => at.server.users.streams.size === 0, "the connection to be closed");
});
