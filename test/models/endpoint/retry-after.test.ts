import { describe, expect, it } from "vitest";
import { readRetryAfter } from "../../../src/models/endpoint/retry-after.js";

const wait = (headers: Record<string, string>, words = "") =>
  readRetryAfter(new Headers(headers), words);

describe("readRetryAfter", () => {
  it.each([
    { headers: { "retry-after": "3" }, expected: 3000 },
    { headers: { "retry-after": "0.25" }, expected: 250 },
    { headers: { "retry-after-ms": "40", "retry-after": "9" }, expected: 40 },
    { headers: { "retry-after": "soon" }, expected: undefined },
    { headers: { "retry-after": "-1" }, expected: undefined },
    { headers: {}, expected: undefined },
  ])("is $expected for $headers", ({ headers, expected }) => {
    expect(wait(headers as Record<string, string>)).toBe(expected);
  });

  it("compares an HTTP date with the clock of the server", () => {
    const date = "Tue, 01 Sep 2026 10:00:00 GMT";
    expect(wait({ date, "retry-after": "Tue, 01 Sep 2026 10:00:20 GMT" })).toBe(20_000);
    expect(wait({ date, "retry-after": "Tue, 01 Sep 2026 09:00:00 GMT" })).toBe(0);
  });

  it("compares an HTTP date with the own clock if the server does not tell its time", () => {
    const until = new Date(Date.now() + 60_000).toUTCString();
    expect(wait({ "retry-after": until })).toBeGreaterThan(55_000);
  });

  it.each([
    { words: "Rate limit reached. Please try again in 1.5s.", expected: 1500 },
    { words: "Please retry in 250ms", expected: 250 },
    { words: "try again in 2 minutes", expected: 120_000 },
    { words: "You sent 300 requests.", expected: undefined },
  ])("reads $words", ({ words, expected }) => {
    expect(wait({}, words)).toBe(expected);
  });
});
