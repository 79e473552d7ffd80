import { describe, expect, it } from "vitest";
import { readTime } from "../../../../src/trajectory/import/exported/exported-run.js";

describe("readTime", () => {
  it.each([
    [1767322800123, 1767322800123],
    ["2026-01-02T03:00:00.123Z", 1767322800123],
    ["2026-01-02T03:00:00.123", 1767322800123], // without a zone it is UTC
    ["2026-01-02T04:00:00.123+01:00", 1767322800123],
    ["2026-01-02T03:00:00", 1767322800000],
    ["2026-01-02T03:00:00.123456Z", 1767322800123.456],
    ["2026-01-02 03:00:00.123456+00:00", 1767322800123.456],
  ])("reads %s", (value, expected) => expect(readTime(value, "start")).toBeCloseTo(expected, 3));

  it("rejects other text, with its location", () => {
    expect(() => readTime("noon", "start_time of run 3")).toThrow(
      'start_time of run 3 is "noon", which is not a time. Pass ISO 8601',
    );
  });
});
