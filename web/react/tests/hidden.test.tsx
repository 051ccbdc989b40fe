import { expect, test, vi } from "vitest";
import { useCurrentUser } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const live = "GET /users/current/live";
const at = useTestApp();
const visibility = vi.spyOn(document, "visibilityState", "get");

function turn(to: DocumentVisibilityState): void {
  visibility.mockReturnValue(to);
  document.dispatchEvent(new Event("visibilitychange"));
}

async function showStored(hidden: number) {
  turn("visible");
  at.auth.load("ada");
  at.server.users.put("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />, { timing: { hidden } });
  await user.reaches("authenticated");
  return user;
}

test("A page that nobody looks at gives its connection up, and says nothing of it", async () => {
  const user = await showStored(50);
  const frames = user.values.length;
  turn("hidden");
  await at.server.signal.until(() => at.server.users.streams.size === 0, "no stream");
  expect(at.server.of(live).length).toBe(1);
  expect(user.values.slice(frames).every(({ status, isLive }) => status === "authenticated" && isLive)).toBe(true);
});

test("A page that is looked at again has what it missed, from where it left off", async () => {
  const user = await showStored(50);
  turn("hidden");
  await at.server.signal.until(() => at.server.users.streams.size === 0, "no stream");
  at.server.users.put("ada", { name: "Changed meanwhile" });
  turn("visible");
  await user.until((state) => state.user?.name === "Changed meanwhile" && state.isLive);
  expect(at.server.of(live).map(({ lastEventId }) => lastEventId)).toEqual([null, "1"]);
});

test("A page that is out of sight for a moment only keeps its connection", async () => {
  const user = await showStored(60_000);
  turn("hidden");
  at.server.users.put("ada", { name: "Changed meanwhile" });
  await user.until((state) => state.user?.name === "Changed meanwhile");
  turn("visible");
  expect(at.server.of(live).length).toBe(1);
});

test("A page that is opened in the background connects, and rests when nobody comes to see it", async () => {
  turn("hidden");
  at.auth.load("ada");
  at.server.users.put("ada");
  const user = at.app.user(useCurrentUser);
  at.app.show(<user.Recorder />, { timing: { hidden: 50 } });
  await user.reaches("authenticated");
  await at.server.signal.until(() => at.server.users.streams.size === 0, "no stream");
  expect(at.server.of(live).length).toBe(1);
});

test("Whoever signs out on a hidden page is forgotten, and nothing connects any more", async () => {
  const user = await showStored(50);
  turn("hidden");
  await at.server.signal.until(() => at.server.users.streams.size === 0, "no stream");
  at.auth.load(null);
  await user.reaches("signed-out");
  turn("visible");
  at.auth.load("grace");
  await user.until(({ status }) => status === "loading");
  await at.server.called(live, 2);
  expect(at.server.of(live).length).toBe(2);
});
