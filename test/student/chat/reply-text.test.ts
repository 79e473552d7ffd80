import { describe, expect, it } from "vitest";
import { createReplyText } from "../../../src/student/chat/reply-text.js";
import { readTask } from "../../../src/student/language/task-reader.js";
import { namedToken } from "../../../src/student/language/token.js";

const PLAN = "<plan>\nI look at this as taste would.\n</plan>";
const TURN = ["<plan>", "taste", "<reflection>", "<end>"].map((name) => namedToken(name));

/** The text emitted after each token and at the end. */
function emit(stop: readonly string[]) {
  const reply = createReplyText({ task: readTask(""), signatures: new Map(), stop });
  const parts: string[] = [];
  for (let count = 1; count <= TURN.length && !reply.isStopped; count++)
    parts.push(reply.add(TURN.slice(0, count)));
  if (!reply.isStopped) parts.push(reply.finish(TURN));
  return { parts: parts.filter((text) => text !== ""), isStopped: reply.isStopped };
}

describe("createReplyText", () => {
  const whole = emit([]).parts.join("");

  it("emits a block when the next one begins", () => {
    expect(emit([]).parts[0]).toBe(PLAN);
    expect(whole.slice(PLAN.length)).toMatch(/^\n<reflection>[\s\S]*<\/reflection>$/);
  });

  it.each([
    { stop: ["taste"], expected: PLAN.slice(0, PLAN.indexOf("taste")) },
    { stop: ["nothing of it", "would"], expected: PLAN.slice(0, PLAN.indexOf("would")) },
    { stop: ["</plan>\n<reflection>"], expected: PLAN.slice(0, PLAN.indexOf("</plan>")) }, // across blocks
    { stop: ["</reflection>"], expected: whole.slice(0, whole.indexOf("</reflection>")) },
  ])("ends before $stop", ({ stop, expected }) => {
    const { parts, isStopped } = emit(stop);
    expect([parts.join(""), isStopped]).toEqual([expected, true]);
  });

  it("emits everything when no stop sequence occurs, however long the stop sequences are", () => {
    expect(emit(["x".repeat(200)])).toEqual({ parts: [whole], isStopped: false });
  });
});
