import { expect, test } from "vitest";
import { Backoff } from "../src/Backoff.js";
import { OrleansUsersError } from "../src/OrleansUsersError.js";

const timing = { firstRetry: 500, longestRetry: 30_000 };
const waits = (backoff: Backoff, times: number) => Array.from({ length: times }, () => backoff.next());

test("The bound of the wait doubles from half a second up to half a minute", () => {
  expect(waits(new Backoff(timing, () => 1), 9)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test("The wait is any part of its bound, by chance", () => {
  expect(waits(new Backoff(timing, () => 0), 3)).toEqual([0, 0, 0]);
  expect(waits(new Backoff(timing, () => 0.5), 3)).toEqual([250, 500, 1_000]);
});

test("After a success it begins anew", () => {
  const backoff = new Backoff(timing, () => 1);
  waits(backoff, 5);
  backoff.reset();
  expect(backoff.next()).toBe(500);
});

test("Many failures do not overflow", () => expect(waits(new Backoff(timing, () => 1), 3_000).at(-1)).toBe(30_000));

test("A server may name the first wait", () => {
  const backoff = new Backoff(timing, () => 1);
  backoff.first = 2_000;
  expect(waits(backoff, 3)).toEqual([2_000, 4_000, 8_000]);
});

test.each([
  ["7", 7_000],
  ["soon", undefined],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
])("Retry-After: %s", async (header, expected) => {
  const error = await OrleansUsersError.of(new Response("", { status: 503, headers: { "Retry-After": header } }));
  expect(error).toMatchObject({ code: "unavailable", status: 503, retryAfter: expected });
});

test("Retry-After as a date is the time until then", async () => {
  const header = new Date(Date.now() + 10_000).toUTCString();
  const { retryAfter } = await OrleansUsersError.of(new Response("", { status: 429, headers: { "Retry-After": header } }));
  expect(retryAfter).toBeGreaterThan(8_000);
  expect(retryAfter).toBeLessThanOrEqual(10_000);
});
