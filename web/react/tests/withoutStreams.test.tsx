import { act } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useCurrentUser, useMessages, useStoreUserEffect } from "../src/index.js";
import { useTestApp } from "./support/app.js";
import { completeFetch, fetchWithBody } from "./support/fetches.js";

const live = "GET /users/current/live";
const current = "GET /users/current";
const at = useTestApp();

afterEach(() => {
  vi.unstubAllGlobals();
});

function showUser(options: Parameters<typeof at.app.show>[1] = {}, hook = useCurrentUser) {
  at.auth.load("ada");
  const user = at.app.user(hook);
  at.app.show(<user.Recorder />, options);
  return user;
}

const waiting = () => at.server.of(current).filter(({ url }) => url.searchParams.has("wait"));

describe("Where fetch knows no streams, as in React Native,", () => {
  beforeEach(() => {
    vi.stubGlobal("Response", class Response {});
    vi.stubGlobal("TextDecoder", undefined);
    vi.stubGlobal("AbortController", class extends AbortController {
      override abort() {
        super.abort();
      }
    });
    vi.stubGlobal("AbortSignal", { any: undefined, timeout: undefined });
  });
  const showPolled = (hook = useCurrentUser) => showUser({ fetch: completeFetch }, hook);

  test("a stored user is there and live, and no stream is opened", async () => {
    at.server.users.put("ada");
    const user = await showPolled();
    await user.until(({ status, isLive }) => status === "authenticated" && isLive);
    await at.server.called(current, 3);
    expect(at.server.of(live)).toEqual([]);
    expect(waiting()).toEqual([]);
  });

  test("a user that is not stored yet is waited for, and arrives when it is stored", async () => {
    const user = showPolled();
    await at.server.signal.until(() => waiting().length === 1, "a request that waits");
    expect(user.last()).toMatchObject({ status: "loading", isLive: true });
    at.server.users.put("ada");
    await user.reaches("authenticated");
    expect(waiting()).toHaveLength(1);
  });

  test("a user that does not come in time is not stored, and authenticated when it comes after all", async () => {
    at.auth.load("ada");
    const user = showUser({ fetch: completeFetch, arrivalTimeout: 60 });
    await user.until(({ error }) => error?.code === "not-stored");
    at.server.users.put("ada");
    await user.reaches("authenticated");
  });

  test("a change and a deletion are seen", async () => {
    at.server.users.put("ada");
    const user = showPolled();
    await user.reaches("authenticated");
    at.server.users.put("ada", { name: "Ada Lovelace" });
    await user.until((state) => state.user?.name === "Ada Lovelace");
    at.server.users.delete("ada");
    expect(await user.reaches("error")).toMatchObject({ error: { code: "deleted" } });
  });

  test("an unchanged user renders nothing anew", async () => {
    at.server.users.put("ada");
    const user = showPolled();
    await user.until(({ status, isLive }) => status === "authenticated" && isLive);
    const frames = user.values.length;
    const seen = at.server.of(current).length;
    await at.server.called(current, seen + 3);
    expect(user.values.slice(frames)).toEqual([]);
  });

  test("while the server is down the user stays as it was, not live, and is live again afterwards", async () => {
    at.server.users.put("ada");
    const user = showPolled();
    await user.until(({ isLive, status }) => isLive && status === "authenticated");
    at.server.fail(current, "drop", 2);
    await user.until(({ isLive }) => !isLive);
    expect(user.last()).toMatchObject({ status: "authenticated", user: { id: "ada" } });
    await user.until(({ isLive }) => isLive);
  });

  test("a user is stored from its token", async () => {
    const user = showPolled(useStoreUserEffect);
    await user.until(({ status, isLive }) => status === "authenticated" && isLive);
    at.server.users.put("ada", { name: "Changed" });
    await user.until((state) => state.user?.name === "Changed");
    expect(user.values.filter(({ status }) => status === "error")).toEqual([]);
  });

  test("signing out ends all requests, and says why", async () => {
    at.auth.load("ada");
    const [user, messages] = [at.app.user(useCurrentUser), at.app.recorded(() => useMessages("a & b"))];
    at.app.show([<user.Recorder key="1" />, <messages.Recorder key="2" />], { fetch: completeFetch });
    await at.server.signal.until(() => waiting().length === 1, "a request that waits");
    at.server.fail("POST /messages", "hold");
    const sending = messages.last().send("Hello");
    await at.server.called("POST /messages");
    at.app.signIn(null);
    await expect(sending).rejects.toMatchObject({ code: "unauthorized" });
    await at.server.signal.until(() => waiting()[0]!.isAborted, "the request that waits to be aborted");
    expect(at.server.of("GET /messages")[0]!.url.searchParams.get("channel")).toBe("a & b");
  });

  test("a page where there should be the API says nothing of the user", async () => {
    at.server.users.put("ada");
    const user = showPolled();
    await user.reaches("authenticated");
    at.server.fail(current, "page");
    await user.until(({ isLive }) => !isLive);
    at.server.fail(current, { status: 404, title: "" });
    await user.until(({ isLive }) => isLive);
    expect(user.values.some(({ status }) => status === "error")).toBe(false);
  });
});

test("An app's own fetch with streams is live in React Native as well", async () => {
  vi.stubGlobal("Response", class Response {});
  at.server.users.put("ada");
  const user = showUser({ timing: { pollEvery: 100_000 } });
  await at.server.called(live);
  await at.server.signal.until(() => at.server.users.streams.size === 1, "the stream");
  at.server.users.put("ada", { name: "Heard" });
  await user.until((state) => state.user?.name === "Heard");
  expect(at.server.of(current)).toHaveLength(1);
  expect(user.values.filter(({ isLive }, index) => index > 0 && user.values[index - 1]!.isLive && !isLive)).toEqual([]);
});

test.each([
  ["without a body", fetchWithBody(() => null)],
  ["whose body has no reader", fetchWithBody((body) => ({ async *[Symbol.asyncIterator]() { yield* body ?? []; } }))],
])("An answer %s is let go, and the user asked for from then on", async (_, ownFetch) => {
  at.server.users.put("ada");
  const user = showUser({ fetch: ownFetch });
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
  at.server.users.put("ada", { name: "Changed" });
  await user.until((state) => state.user?.name === "Changed");
  await at.server.signal.until(() => at.server.users.streams.size === 0, "the stream to be closed");
  expect(at.server.of(live)).toHaveLength(1);
  expect(user.values.some(({ status }) => status === "error")).toBe(false);
});

test("A refused token whose answer has a body that cannot be cancelled is followed by a new one", async () => {
  at.server.isValid = (token) => !token.endsWith(".1");
  at.server.users.put("ada");
  const user = showUser({ fetch: fetchWithBody(() => ({})), timing: { firstRetry: 100_000, longestRetry: 100_000 } });
  await user.reaches("authenticated");
});

test.each([
  ["that is missing", undefined],
  ["that decodes no parts", class {
    decode(_: unknown, options?: { stream: boolean }) {
      if (options?.stream) throw new TypeError("The option stream is not supported.");
    }
  }],
])("With a TextDecoder %s the user is asked for", async (_, decoder) => {
  vi.stubGlobal("TextDecoder", decoder);
  at.server.users.put("ada");
  const user = showUser();
  await user.until(({ status, isLive }) => status === "authenticated" && isLive);
  expect(at.server.of(live)).toEqual([]);
});

test("Streams that something holds back on their way are given up for requests", async () => {
  at.server.users.put("ada");
  // The head comes, the events do not.
  at.server.users.isMute = true;
  const mute: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    return String(input).endsWith("/live") ? new Response(new ReadableStream(), response) : response;
  };
  const user = showUser({ fetch: mute, timing: { silence: 100, longPoll: 1_000 } });
  await user.reaches("authenticated");
  await at.server.called(current, 4);
  expect(at.server.of(live)).toHaveLength(2);
  at.server.users.put("ada", { name: "Changed" });
  await user.until((state) => state.isLive && state.user?.name === "Changed");
});

test("A server that was silent for once has its streams back", async () => {
  at.server.users.put("ada");
  at.server.fail(live, "hold");
  const user = showUser({ timing: { silence: 100, pollEvery: 100_000 } });
  await user.reaches("authenticated");
  await at.server.called(live, 2);
  await at.server.signal.until(() => at.server.users.streams.size === 1, "a stream");
  act(() => void at.server.users.put("ada", { name: "Heard" }));
  await user.until((state) => state.user?.name === "Heard");
});

test("A hidden page asks for nothing", async () => {
  const visibility = vi.spyOn(document, "visibilityState", "get");
  const turn = (state: DocumentVisibilityState) => {
    visibility.mockReturnValue(state);
    document.dispatchEvent(new Event("visibilitychange"));
  };
  at.server.users.put("ada");
  const user = showUser({ fetch: fetchWithBody(() => null), timing: { hidden: 20, pollEvery: 10 } });
  await user.reaches("authenticated");
  turn("hidden");
  await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
  const asked = at.server.of(current).length;
  await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
  expect(at.server.of(current)).toHaveLength(asked);
  turn("visible");
  await at.server.called(current, asked + 1);
  visibility.mockRestore();
});
