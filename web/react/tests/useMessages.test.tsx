import { act } from "@testing-library/react";
import { expect, test } from "vitest";
import { useMessages } from "../src/index.js";
import { bodies, numbered, read, useConversation } from "./support/conversation.js";

const { at, fill, showMessages } = useConversation();

test("The newest page comes first, with the names of the authors", async () => {
  at.server.users.put("bob");
  fill(0, 60);
  const shown = showMessages(undefined, 0, { strict: true });
  expect(shown.last()).toMatchObject({ messages: [], isLoading: true, hasOlder: false });
  await shown.until(({ isLoading }) => !isLoading);
  expect(bodies(shown.last())).toEqual(numbered(10, 60));
  expect(shown.last()).toMatchObject({
    hasOlder: true,
    error: null,
    messages: expect.arrayContaining([expect.objectContaining({ author: "The bob" })]),
  });
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

test("Whoever is not stored reads, and is refused when sending", async () => {
  at.server.messages.add("bob", "First");
  const shown = showMessages();
  await shown.until(({ messages }) => messages.length === 1);
  await expect(shown.last().send("Hello")).rejects.toMatchObject({
    code: "refused",
    status: 403,
    message: "Only stored users have messages.",
  });
  await expect(shown.last().send("")).rejects.toMatchObject({ code: "refused", status: 400 });
  expect(shown.last().error).toBe(null);
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
