import { describe, expect, it } from "vitest";
import {
  formatCount,
  formatDuration,
  formatPoints,
  formatSpread,
  plainText,
} from "../../src/evaluation/format.js";

describe("formatDuration", () => {
  it.each([
    [0, "0 ms"],
    [0.0421, "0.042 ms"],
    [0.42, "0.42 ms"],
    [9.94, "9.9 ms"],
    [9.96, "10 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [89_000, "89 s"],
    [null, "–"],
  ])("prints %s as %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

describe("formatPoints", () => {
  it.each([
    [0.034, "+3.4"],
    [-0.002, "−0.2"],
    [-0.0004, "0.0"], // no sign for a rounded 0
  ])("prints %s as %s", (difference, text) => expect(formatPoints(difference)).toBe(text));
});

describe("formatSpread", () => {
  it("is half the width of the interval", () => expect(formatSpread([0.6, 0.65])).toBe("± 2.5"));
});

describe("formatCount", () => {
  it.each([
    [9.44, "9.4"],
    [6580.2, "6580"],
    [null, "–"],
  ])("prints %s as %s", (count, text) => expect(formatCount(count)).toBe(text));
});

describe("plainText", () => {
  it("replaces escape sequences and direction marks, and keeps words of all scripts", () => {
    expect(plainText("\u001b[31m\u202ered\n")).toBe("\ufffd[31m\ufffdred\ufffd");
    expect(plainText("推荐 می‌خواهم 👩‍💻")).toBe("推荐 می‌خواهم 👩‍💻");
  });
});
