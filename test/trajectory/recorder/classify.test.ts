import { describe, expect, it } from "vitest";
import { type Classify, stepKindOf } from "../../../src/trajectory/recorder/classify.js";

const row = (starStep?: string) =>
  ({ position: { starStep }, input: [{ role: "user", content: "Q" }] }) as never;
const reply = { text: "hi", calls: [{ name: "look" }] } as never;
const scope = (agent: string) => ({ agent, node: "writer" }) as never;

describe("kindOf", () => {
  it.each(["plan", "analysis", "reflection", "recommend"])("is the node's star_step %s", (step) => {
    expect(stepKindOf({ row: row(step), reply, scope: scope(""), classify: undefined })).toBe(step);
  });

  it.each([undefined, "tool_call", "summary", ""])("is analysis for the star_step %j", (step) => {
    expect(stepKindOf({ row: row(step), reply, scope: scope(""), classify: undefined })).toBe(
      "analysis",
    );
  });

  it("is the answer of classify, which gets node, path and call, or else the default", () => {
    const seen: unknown[] = [];
    const classify: Classify = (...given) => {
      seen.push(given);
      return given[1].length === 0 ? undefined : "reflection";
    };
    expect(stepKindOf({ row: row("plan"), reply, scope: scope("team/a"), classify })).toBe(
      "reflection",
    );
    expect(stepKindOf({ row: row("plan"), reply, scope: scope(""), classify })).toBe("plan");
    const call = {
      text: "hi",
      calls: ["look"],
      starStep: "plan",
      prompt: [{ role: "user", content: "Q" }],
    };
    expect(seen).toEqual([
      ["writer", ["team", "a"], call],
      ["writer", [], call],
    ]);
  });
});
