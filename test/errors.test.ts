import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { STAR_ERROR_CODES, StarError } from "../src/errors.js";

const cause = new Error("because");
const error = new StarError("INVALID_ARGUMENT", {
  message: "k is 0.",
  remedy: "Pass a positive integer.",
  cause,
});

describe("StarError", () => {
  it("has the problem and the remedy as fields, and both in its message", () => {
    expect(error).toMatchObject({
      name: "StarError",
      code: "INVALID_ARGUMENT",
      message: "k is 0. Pass a positive integer.",
      problem: "k is 0.",
      remedy: "Pass a positive integer.",
      fields: {},
      cause,
    });
  });

  it.each([
    { message: "k is 0", problem: "k is 0." },
    { message: "k is 0!", problem: "k is 0!" },
  ])("ends the problem $message as a sentence", ({ message, problem }) => {
    const { message: whole, problem: found } = new StarError("INVALID_ARGUMENT", {
      message,
      remedy: "Pass 1.",
    });
    expect([found, whole]).toEqual([problem, `${problem} Pass 1.`]);
  });

  it("has no cause by default", () => {
    expect(new StarError("FILE_EXISTS", { message: "", remedy: "" })).not.toHaveProperty("cause");
  });
});

describe("StarError.isInstance", () => {
  it("recognizes errors of this and of another copy of the package", () => {
    const foreign = Object.assign(new Error("k is 0."), {
      [Symbol.for("langgraph-star.error")]: true,
    });
    expect(StarError.isInstance(error)).toBe(true);
    expect(StarError.isInstance(foreign)).toBe(true);
  });

  it.each([new Error("other"), null, undefined, "INVALID_ARGUMENT", {}])(
    "does not recognize %o",
    (other) => {
      expect(StarError.isInstance(other)).toBe(false);
    },
  );
});

describe("docs/errors.md", () => {
  const sections = new Map(
    readFileSync("docs/errors.md", "utf8")
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf("\n")), section]),
  );

  it.each(STAR_ERROR_CODES)("explains %s with cause, example and remedy", (code) => {
    expect(sections.get(code)).toMatch(
      /\n\n\*\*Cause\.\*\* [A-Z][\s\S]*\n> .*[.:a-z]\n\n\*\*Remedy\.\*\* [A-Z]/,
    );
  });
});
