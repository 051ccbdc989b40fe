// @vitest-environment node
import { afterEach, beforeEach, test, vi } from "vitest";
import { Session } from "../src/Session.js";
import { Subjects } from "../src/Subjects.js";
import { hurried } from "./support/app.js";
import { tokenOf } from "./support/FakeAuth.js";
import { FakeServer } from "./support/FakeServer.js";
import { completeFetch } from "./support/fetches.js";

let server: FakeServer;
beforeEach(async () => {
  server = await FakeServer.start();
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.stop();
});

test.each([
  ["no window, document and navigator", {}],
  ["a window without events", { window: globalThis }],
  ["a window and a document without events", { window: globalThis, document: {} }],
])("With %s the user arrives and its changes are seen", async (_, globals) => {
  for (const [name, value] of Object.entries({ navigator: undefined, ...globals })) vi.stubGlobal(name, value);
  const settings = { getToken: async () => tokenOf("ada", 1), fetch: completeFetch, arrivalTimeout: 1_000 };
  vi.stubGlobal("Response", undefined);
  const session = new Session(server.url, "ada", null, settings, hurried, new Subjects());
  const leave = session.user.subscribe(() => server.signal.raise());
  await server.called("GET /users/current");
  server.users.put("ada");
  await server.signal.until(() => session.user.snapshot().status === "authenticated", "the user");
  server.users.put("ada", { name: "Changed" });
  await server.signal.until(() => session.user.snapshot().user?.name === "Changed", "the change");
  leave();
  session.end();
});
