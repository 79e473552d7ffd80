import { describe, expect, it } from "vitest";
import { createReplyText } from "../../../src/student/chat/reply-text.js";
import { readTask } from "../../../src/student/language/task-reader.js";
import { plain } from "../../../src/student/language/word.js";

const PLAN = "<plan>\nI look at this as taste would.\n</plan>";
const WORDS = ["<plan>", "taste", "<reflection>", "<end>"].map((name) => plain(name));

/** What is said after each word, and at the end. */
function say(stop: readonly string[]) {
  const reply = createReplyText({ task: readTask(""), signatures: new Map(), stop });
  const said: string[] = [];
  for (let count = 1; count <= WORDS.length && !reply.isStopped; count++)
    said.push(reply.add(WORDS.slice(0, count)));
  if (!reply.isStopped) said.push(reply.finish(WORDS));
  return { said: said.filter((text) => text !== ""), isStopped: reply.isStopped };
}

describe("createReplyText", () => {
  const whole = say([]).said.join("");

  it("says a part when the next one opens", () => {
    expect(say([]).said[0]).toBe(PLAN);
    expect(whole.slice(PLAN.length)).toMatch(/^\n<reflection>[\s\S]*<\/reflection>$/);
  });

  it.each([
    { stop: ["taste"], expected: PLAN.slice(0, PLAN.indexOf("taste")) },
    { stop: ["nothing of it", "would"], expected: PLAN.slice(0, PLAN.indexOf("would")) },
    { stop: ["</plan>\n<reflection>"], expected: PLAN.slice(0, PLAN.indexOf("</plan>")) }, // across parts
    { stop: ["</reflection>"], expected: whole.slice(0, whole.indexOf("</reflection>")) },
  ])("ends before $stop", ({ stop, expected }) => {
    const { said, isStopped } = say(stop);
    expect([said.join(""), isStopped]).toEqual([expected, true]);
  });

  it("says all where no stop text occurs, however much it held back", () => {
    expect(say(["x".repeat(200)])).toEqual({ said: [whole], isStopped: false });
  });
});
