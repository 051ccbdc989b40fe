import { act } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { useMessages, useStoreUserEffect, useUsers } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const live = "GET /users/current/live";
const at = useTestApp();

const failure = (message: string, members: object = {}) => Object.assign(new Error(message), members);

function showUser(options: Parameters<typeof at.app.show>[1] = {}) {
  at.auth.load("ada");
  const user = at.app.user(useStoreUserEffect);
  at.app.show(<user.Recorder />, options);
  return user;
}

const settled = () => act(() => new Promise((resolve) => setTimeout(resolve, 150)));

test.each([
  ["login_required as its error", failure("Login required", { error: "login_required" })],
  ["consent_required as its error", failure("Consent", { error: "consent_required" })],
  ["interaction_required as its code", failure("Interaction", { code: "interaction_required" })],
  ["interaction_required as its errorCode", failure("", { errorCode: "interaction_required" })],
  ["missing_refresh_token as its error", failure("", { error: "missing_refresh_token" })],
  ["invalid_grant in its message", failure("400: invalid_grant (token expired)")],
  ["nothing but words", failure("Login required")],
  ["no Error", "login_required"],
])("A rejection of getToken with %s asks for a new sign-in, and nothing goes on by itself", async (_, rejection) => {
  at.auth.instead = () => Promise.reject(rejection);
  const user = showUser({ arrivalTimeout: 100_000 });
  expect(await user.reaches("error")).toMatchObject({ error: { code: "sign-in-required", cause: rejection }, isLive: false });
  expect(user.last().error?.message).toContain("Sign in again");
  const asked = at.auth.asked.length;
  await settled();
  window.dispatchEvent(new Event("online"));
  await settled();
  expect(at.auth.asked).toHaveLength(asked);
  expect(at.server.requests).toEqual([]);
});

test.each([
  ["clerk_offline", failure("Network request failed while offline, skipping token refresh", { code: "clerk_offline" })],
  ["a network error", new TypeError("Failed to fetch")],
  ["Auth0's timeout", failure("Timeout", { error: "timeout" })],
  ["nothing", undefined],
])("A rejection of getToken with %s is followed by further attempts", async (_, rejection) => {
  at.auth.instead = () => Promise.reject(rejection);
  const user = showUser({ arrivalTimeout: 50 });
  expect(await user.reaches("error")).toMatchObject({ error: { code: "unavailable" } });
  expect(user.last().error?.message).not.toContain("server");
  at.auth.instead = null;
  await user.reaches("authenticated");
});

test("A user who is shown goes when the provider wants a new sign-in, and comes back when the app starts over", async () => {
  const user = showUser();
  await user.until(({ isLive, status }) => isLive && status === "authenticated");
  at.auth.instead = () => Promise.reject(failure("Login required", { error: "login_required" }));
  at.server.users.endStreams();
  const { retry } = await user.until(({ error }) => error?.code === "sign-in-required");
  at.auth.instead = null;
  await settled();
  expect(user.last().status).toBe("error");
  act(retry);
  await user.reaches("authenticated");
});

test("The person's next session needs no starting over", async () => {
  at.auth.load("ada", "first");
  at.auth.instead = () => Promise.reject(failure("", { code: "login_required" }));
  const user = at.app.user(useStoreUserEffect);
  at.app.show(<user.Recorder />);
  await user.reaches("error");
  at.auth.instead = null;
  at.app.signIn("ada", "second");
  expect(user.last().status).toBe("loading");
  await user.reaches("authenticated");
});

test("Other requests do not ask the provider again either, until the app starts over", async () => {
  at.auth.load("ada").instead = () => Promise.reject(failure("", { error: "login_required" }));
  at.server.users.put("bob");
  const user = at.app.user(useStoreUserEffect);
  const [messages, users] = [at.app.recorded(() => useMessages("general", { refreshEvery: 20 })), at.app.recorded(() => useUsers(["bob"]))];
  at.app.show([<user.Recorder key="1" />, <messages.Recorder key="2" />, <users.Recorder key="3" />]);
  const { retry } = await user.reaches("error");
  await messages.until(({ error }) => error?.code === "sign-in-required");
  await users.until(({ error }) => error?.code === "sign-in-required");
  const asked = at.auth.asked.length;
  await settled();
  await expect(messages.last().send("Hello")).rejects.toMatchObject({ code: "sign-in-required" });
  expect(at.auth.asked).toHaveLength(asked);
  at.auth.instead = null;
  act(retry);
  await user.reaches("authenticated");
  await users.until((state) => state.users[0] !== null);
  await vi.waitFor(() => expect(messages.last().error).toBeNull());
  expect(at.server.of(live).length).toBeGreaterThan(0);
});
