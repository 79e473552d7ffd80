import { describe, expect, it } from "vitest";
import { alignSteps } from "../../../src/trajectory/compare/align-steps.js";
import type { Step } from "../../../src/trajectory/trajectory.js";
import {
  callStep,
  PLAN,
  PROFILE,
  RECENT,
  RECOMMEND,
  stepsOf,
  textStep,
} from "../../distill/transcript/support.js";

const describeStep = (step: Step | undefined) => {
  if (step === undefined) return "-";
  const text = step.kind === "tool_call" ? JSON.stringify(step.arguments) : step.content;
  return `${step.agent} ${text}`;
};
const align = (one: readonly Step[], other: readonly Step[]) =>
  alignSteps(one, other).map((pair) => [describeStep(pair.one), describeStep(pair.other)]);

describe("alignSteps", () => {
  it("pairs every step of an execution with itself, though its agents started in another order", () => {
    const one = [...PLAN, ...RECENT, ...PROFILE, ...RECOMMEND];
    const other = [...PLAN, ...PROFILE, ...RECENT, ...RECOMMEND];
    for (const { one: a, other: b } of alignSteps(one, other)) expect(a).toEqual(b);
    expect(alignSteps(one, other)).toHaveLength(one.length);
  });

  it("pairs equal calls around an additional one, and changed calls of the same tool", () => {
    const calls = (...numbers: number[]) =>
      stepsOf("a", 1, ...numbers.map((n) => callStep(`call_${n}`, "look", { n })));
    expect(align(calls(1, 2, 3), calls(1, 3))).toEqual([
      ['a {"n":1}', 'a {"n":1}'],
      ['a {"n":2}', "-"],
      ['a {"n":3}', 'a {"n":3}'],
    ]);
    expect(align(calls(1, 2, 3), calls(1, 9, 3))[1]).toEqual(['a {"n":2}', 'a {"n":9}']);
    const other = stepsOf("a", 1, callStep("call_1", "search", { n: 2 }));
    expect(align(calls(2), other)).toEqual([
      ['a {"n":2}', "-"],
      ["-", 'a {"n":2}'],
    ]);
  });

  it("pairs plans, reflections and recommendations of different roles, and no reports of different agents", () => {
    const one = [
      ...stepsOf("planner", 1, textStep("plan", "p")),
      ...stepsOf("a", 1, textStep("analysis", "x")),
      ...stepsOf("ranker", 1, textStep("recommend", "r")),
    ];
    const other = [
      ...stepsOf("student", 1, textStep("plan", "q"), textStep("analysis", "y")),
      ...stepsOf("student", 1, textStep("recommend", "s")),
    ];
    expect(align(one, other)).toEqual([
      ["planner p", "student q"],
      ["-", "student y"],
      ["a x", "-"],
      ["ranker r", "student s"],
    ]);
  });

  it("keeps rounds apart", () => {
    const report = (round: number) => stepsOf("a", round, textStep("analysis", `${round}`));
    expect(align([...report(1), ...report(2)], report(2))).toEqual([
      ["a 1", "-"],
      ["a 2", "a 2"],
    ]);
  });
});
