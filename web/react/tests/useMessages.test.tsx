import { act } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { type Messages, useCurrentUser, useMessages } from "../src/index.js";
import { useTestApp } from "./support/app.js";

const read = "GET /messages";
const at = useTestApp();
const bodies = ({ messages }: Messages) => messages.map(({ body }) => body);
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${from + index}`);
const fill = (from: number, to: number) => numbered(from, to).forEach((body) => at.server.messages.add("bob", body));

afterEach(() => void vi.restoreAllMocks());

function showMessages(channel?: string, refreshEvery = 0, options: Parameters<typeof at.app.show>[1] = {}) {
  at.auth.load("ada");
  const shown = at.app.recorded(() => useMessages(channel, { refreshEvery }));
  at.app.show(<shown.Recorder />, options);
  return shown;
}

test("The newest page comes first, with the names of the authors", async () => {
  at.server.users.put("bob");
  fill(0, 60);
  const shown = showMessages(undefined, 0, { strict: true });
  expect(shown.last()).toMatchObject({ messages: [], isLoading: true, hasOlder: false });
  await shown.until(({ isLoading }) => !isLoading);
  expect(bodies(shown.last())).toEqual(numbered(10, 60));
  expect(shown.last()).toMatchObject({ hasOlder: true, error: null, messages: expect.arrayContaining([expect.objectContaining({ author: "The bob" })]) });
  expect(at.server.of(read).map(({ url }) => url.searchParams.get("channel"))).toEqual(["general"]);
});

test("Older pages are added in front, and a refresh keeps them", async () => {
  fill(0, 120);
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  await act(() => shown.last().loadOlder());
  expect(bodies(shown.last())).toEqual(numbered(20, 120));
  fill(120, 125);
  act(shown.last().refresh);
  await shown.until(({ messages }) => messages.length === 105);
  expect(bodies(shown.last())).toEqual(numbered(20, 125));
  await act(() => shown.last().loadOlder());
  expect(bodies(shown.last())).toEqual(numbered(0, 125));
  expect(shown.last().hasOlder).toBe(false);
});

test("More new messages than a page leave no gap", async () => {
  fill(0, 20);
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  fill(20, 150);
  act(shown.last().refresh);
  await shown.until(({ messages }) => messages.length > 20);
  expect(bodies(shown.last())).toEqual(numbered(0, 150));
});

test("Who was away for very many messages starts from the newest, and may go back", async () => {
  fill(0, 20);
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  fill(20, 400);
  act(shown.last().refresh);
  await shown.until(({ messages }) => messages.length > 20);
  expect(bodies(shown.last())).toEqual(numbered(150, 400));
  await act(() => shown.last().loadOlder());
  expect(bodies(shown.last())).toEqual(numbered(100, 400));
});

test("An own message is there from the answer on, once, in every component of the channel", async () => {
  at.auth.load("ada");
  at.server.users.put("ada");
  const [list, composer] = [at.app.recorded(() => useMessages()), at.app.recorded(() => useMessages("general"))];
  at.app.show([<list.Recorder key="1" />, <composer.Recorder key="2" />]);
  await list.until(({ isLoading }) => !isLoading);
  at.server.fail(read, "hold");
  const sent = await act(() => composer.last().send("Hello"));
  expect(sent).toMatchObject({ body: "Hello", author: "The ada", channel: "general" });
  expect(bodies(list.last())).toEqual(["Hello"]);
  await at.server.called(read, 2);
  at.server.messages.add("bob", "Welcome");
  at.server.release();
  await list.until(({ messages }) => messages.length === 2);
  expect(bodies(list.last())).toEqual(["Hello", "Welcome"]);
});

test("A page that was read before an own message was sent does not take it away", async () => {
  at.server.users.put("ada");
  at.server.messages.add("bob", "First");
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  at.server.messages.add("bob", "Second");
  at.server.fail(read, "late");
  act(shown.last().refresh);
  await at.server.called(read, 2);
  await act(() => shown.last().send("Third"));
  expect(bodies(shown.last())).toEqual(["First", "Third"]);
  const frames = shown.values.length;
  at.server.release();
  await shown.until(({ messages }) => messages.length === 3);
  expect(bodies(shown.last())).toEqual(["First", "Second", "Third"]);
  await at.server.called(read, 3);
  expect(shown.values.slice(frames).every((each) => bodies(each).includes("Third"))).toBe(true);
});

test("An own message that the newest page is past is among the older ones, not at the end", async () => {
  at.server.users.put("ada");
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  at.server.fail(read, "hold");
  await act(() => shown.last().send("Mine"));
  await at.server.called(read, 2);
  fill(0, 60);
  at.server.release();
  await shown.until(({ messages }) => messages.length > 1);
  expect(bodies(shown.last())).toEqual(numbered(10, 60));
  await act(() => shown.last().loadOlder());
  expect(bodies(shown.last())).toEqual(["Mine", ...numbered(0, 60)]);
});

test("Two requests for older messages are one after the other, and nothing comes twice", async () => {
  fill(0, 150);
  const shown = showMessages();
  await shown.until(({ isLoading }) => !isLoading);
  await act(() => Promise.all([shown.last().loadOlder(), shown.last().loadOlder(), shown.last().loadOlder()]));
  expect(bodies(shown.last())).toEqual(numbered(0, 150));
  expect(at.server.of(read)).toHaveLength(3);
});

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

test("Whoever is not stored reads, and is refused when sending", async () => {
  at.server.messages.add("bob", "First");
  const shown = showMessages();
  await shown.until(({ messages }) => messages.length === 1);
  await expect(shown.last().send("Hello")).rejects.toMatchObject({ code: "refused", status: 403, message: "Only stored users have messages." });
  await expect(shown.last().send("")).rejects.toMatchObject({ code: "refused", status: 400 });
  expect(shown.last().error).toBe(null);
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

test("Channels are apart", async () => {
  at.server.messages.add("bob", "Here");
  at.server.messages.add("bob", "There", "other");
  const shown = showMessages("other");
  await shown.until(({ isLoading }) => !isLoading);
  expect(bodies(shown.last())).toEqual(["There"]);
});

test("Signed out there are no messages and nothing is loading; the next identity reads anew", async () => {
  at.server.messages.add("bob", "Hello");
  const shown = showMessages();
  await shown.until(({ messages }) => messages.length === 1);
  at.app.signIn(null);
  expect(shown.last()).toMatchObject({ messages: [], isLoading: false, hasOlder: false });
  await expect(shown.last().send("Hello")).rejects.toMatchObject({ code: "unauthorized" });
  at.app.signIn("cleo");
  expect(shown.last()).toMatchObject({ messages: [], isLoading: true });
  await shown.until(({ messages }) => messages.length === 1);
  expect(at.server.of(read)).toHaveLength(2);
});

test("A page that shows no messages asks for none", async () => {
  const shown = showMessages("general", 10);
  await shown.until(({ isLoading }) => !isLoading);
  at.app.change(null);
  await at.server.signal.until(() => at.server.of(read).every(({ isAnswered }) => isAnswered), "all answers");
  const calls = at.server.of(read).length;
  await new Promise((resolve) => setTimeout(resolve, 60));
  window.dispatchEvent(new Event("focus"));
  expect(at.server.of(read)).toHaveLength(calls);
});
