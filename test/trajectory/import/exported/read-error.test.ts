import { describe, expect, it } from "vitest";
import { readError } from "../../../../src/trajectory/import/exported/exported-run.js";

const stack = "\n    at run (/home/me/app.js:1:2)\n    at /home/me/other.js:3:4";

describe("readError", () => {
  it.each([
    ["LangChain's tracer", `no such id\n\nTypeError: no such id${stack}`, "TypeError: no such id"],
    ["a message with empty lines", `a\n\nb\n\nError: a\n\nb${stack}`, "Error: a\n\nb"],
    ["no message", `\n\nParentCommand: ${stack}`, "ParentCommand: "],
    ["a bare name", `\n\nParentCommand${stack}`, "ParentCommand: "],
    ["a stack alone", `AbortError: stop${stack}`, "AbortError: stop"],
    [
      "Python",
      "ValueError('no id')Traceback (most recent call last):\n  File",
      "ValueError: no id",
    ],
    [
      "Python's repr alone",
      "GraphInterrupt((Interrupt(value='ok?'),))",
      "GraphInterrupt: (Interrupt(value='ok?'),)",
    ],
    ["a name without a stack", "ParentCommand", "ParentCommand: "],
    ["plain words", "it broke", "Error: it broke"],
  ])("reads %s", (_, printed, expected) => expect(readError(printed)).toBe(expected));
});
