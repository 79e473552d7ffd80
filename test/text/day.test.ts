import { describe, expect, it } from "vitest";
import { formatDay } from "../../src/text/day.js";
import { expectError } from "../data/support.js";

describe("formatDay", () => {
  it("prints the day in UTC", () => {
    expect(formatDay(1_700_000_000)).toBe("2023-11-14"); // 22:13:20
    expect(formatDay(-1)).toBe("1969-12-31");
  });

  it.each([1_700_000_000_000, 1.7e15, 1.7e18, Number.NaN, Infinity])("rejects %d", (seconds) =>
    expectError(() => formatDay(seconds), "INVALID_ARGUMENT", String(seconds), "Unix seconds"),
  );
});
