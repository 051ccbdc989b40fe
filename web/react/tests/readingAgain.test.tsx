import { act } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { useCurrentUser, useMessages } from "../src/index.js";
import { bodies, numbered, read, useConversation } from "./support/conversation.js";

const { at, fill, showMessages } = useConversation();

afterEach(() => void vi.restoreAllMocks());

test("A page that is shown and has the focus at once reads once", async () => {
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  at.server.fail(read, "hold");
  document.dispatchEvent(new Event("visibilitychange"));
  await at.server.called(read, 2);
  window.dispatchEvent(new Event("focus"));
  at.server.release();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(at.server.of(read)).toHaveLength(2);
});

test("Messages are read again and again while the page is visible, one request at a time", async () => {
  const shown = showMessages("general", 10);
  await at.server.called(read, 3);
  at.server.fail(read, "hold");
  await at.server.called(read, at.server.of(read).length + 1);
  const calls = at.server.of(read).length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  window.dispatchEvent(new Event("focus"));
  expect(at.server.of(read)).toHaveLength(calls);
  at.server.messages.add("bob", "New");
  at.server.release();
  await shown.until(({ messages }) => messages.length === 1);
});

test("A hidden page reads nothing until it is shown again", async () => {
  const shown = showMessages("general", 10);
  await shown.until(({ isLoading }) => !isLoading);
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  await new Promise((resolve) => setTimeout(resolve, 60));
  const calls = at.server.of(read).length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(at.server.of(read)).toHaveLength(calls);
  visibility.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  await at.server.called(read, calls + 2);
});

test("With refreshEvery 0 messages are read at first, and when the person comes back", async () => {
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(at.server.of(read)).toHaveLength(1);
  window.dispatchEvent(new Event("focus"));
  await at.server.called(read, 2);
});

test("A new name of the current user is on its messages, on pages that are not read again too", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  at.server.messages.add("ada", "Mine");
  fill(0, 60);
  const me = at.app.user(useCurrentUser);
  const shown = at.app.recorded(() => useMessages("general", { refreshEvery: 0 }));
  at.app.show([<me.Recorder key="1" />, <shown.Recorder key="2" />]);
  await me.reaches("authenticated");
  await shown.until(({ isLoading }) => !isLoading);
  await act(() => shown.last().loadOlder());
  expect(shown.last().messages[0]!.author).toBe("The ada");
  const calls = at.server.of(read).length;
  at.server.users.put("ada", { name: "Ada Lovelace" });
  await shown.until(({ messages }) => messages[0]!.author === "Ada Lovelace");
  await at.server.called(read, calls + 1);
  at.server.users.delete("ada");
  await shown.until(({ messages }) => messages[0]!.author === "Anonymous");
});

test("A new name of somebody else is on all their messages as soon as one page has it", async () => {
  at.server.users.put("bob");
  fill(0, 60);
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  await act(() => shown.last().loadOlder());
  at.server.users.put("bob", { name: "Robert" });
  act(shown.last().refresh);
  await shown.until(({ messages }) => messages.every(({ author }) => author === "Robert"));
  expect(bodies(shown.last())).toEqual(numbered(0, 60));
});

test("A channel that is shown later knows the current user as well", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  at.server.messages.add("ada", "Mine");
  const me = at.app.user(useCurrentUser);
  const shown = at.app.recorded(() => useMessages("general", { refreshEvery: 0 }));
  at.app.show(<me.Recorder key="1" />);
  await me.reaches("authenticated");
  at.app.change([<me.Recorder key="1" />, <shown.Recorder key="2" />]);
  await shown.until(({ messages }) => messages.length === 1);
  at.server.users.put("ada", { name: "Ada Lovelace" });
  await shown.until(({ messages: [mine] }) => mine?.author === "Ada Lovelace");
});

test("Reading older messages does not end the reading of new ones", async () => {
  fill(0, 60);
  const shown = showMessages("general", 20);
  await shown.until(({ isLoading }) => !isLoading);
  at.server.fail(read, "hold");
  const older = shown.last().loadOlder();
  await at.server.called(read, at.server.of(read).length + 1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  at.server.release();
  await act(() => older);
  fill(60, 61);
  await shown.until(({ messages }) => messages.length === 61);
});

test("A failure to read is told, keeps what was read, and is over with the next reading", async () => {
  fill(0, 60);
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  at.server.fail(read, { status: 503 }, 2);
  act(shown.last().refresh);
  await shown.until(({ error }) => error?.code === "unavailable");
  await act(() => shown.last().loadOlder());
  expect(shown.last()).toMatchObject({ error: { code: "unavailable" }, hasOlder: true });
  expect(shown.last().messages).toHaveLength(50);
  act(shown.last().refresh);
  await shown.until(({ error }) => error === null);
});

test("A refresh that brings nothing new keeps the array", async () => {
  fill(0, 3);
  const shown = showMessages("general", 10);
  const { messages } = await shown.until(({ isLoading }) => !isLoading);
  await at.server.called(read, 4);
  expect(shown.last().messages).toBe(messages);
});
