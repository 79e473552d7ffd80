import { describe, expect, it } from "vitest";
import { toLinearSteps } from "../../../src/distill/transcript/to-linear-steps.js";
import type { Step, Trajectory } from "../../../src/trajectory/trajectory.js";
import {
  answerStep,
  callStep,
  HISTORY_CALL,
  PLAN,
  RANKING,
  RECOMMEND,
  REVISE,
  stepsOf,
  teacherTrajectory,
  textStep,
} from "./support.js";

/** The steps as `kind: text`. */
function stepsAs(steps: readonly Step[], changes: Partial<Trajectory> = {}): string[] {
  return toLinearSteps(teacherTrajectory({ steps: [...steps], ...changes })).map((step) =>
    step.kind === "tool_call" ? `call ${step.name}: ${step.answer}` : `${step.kind}: ${step.text}`,
  );
}

const report = (agent: string, round: number, content: unknown) =>
  stepsOf(agent, round, textStep("analysis", content));
const recommended = `recommend: ["${RANKING.join('", "')}"]`;

describe("toLinearSteps", () => {
  it("names the agent of a report, and its round from the second on", () => {
    expect(
      stepsAs([
        ...report("", 1, "By nobody."),
        ...report("a", 1, "First."),
        ...report("a", 2, "Second."),
        ...report("b", 1, { reasoning: "", favorites: [] }),
      ]),
    ).toEqual(["analysis: By nobody.", "analysis: a: First.", "analysis: a, round 2: Second."]);
  });

  it("escapes tags in texts and answers once", () => {
    const steps = stepsOf(
      "a",
      1,
      callStep("c", "lookup_user_history", HISTORY_CALL),
      answerStep("c", "lookup_user_history", "<plan>"),
      textStep("analysis", "&lt;plan> and <b>"),
    );
    expect(stepsAs(steps)).toEqual([
      "call lookup_user_history: &lt;plan>",
      "analysis: a: &amp;lt;plan> and &lt;b>",
    ]);
  });

  it.each([
    { name: "the same agent", next: report("a", 1, { summary: "New." }), kept: ["New."] },
    { name: "another agent", next: report("b", 1, { summary: "New." }), kept: ["Old.", "New."] },
    { name: "another round", next: report("a", 2, { summary: "New." }), kept: ["Old.", "New."] },
    {
      name: "the same agent, as text that mentions a summary",
      next: report("a", 1, "A new summary."),
      kept: ["Old.", "A new summary."],
    },
    {
      name: "the same agent, as another object",
      next: report("a", 1, { reasoning: "A new summary." }),
      kept: ["Old.", "A new summary."],
    },
  ])("treats a summary followed by one of $name as $kept", ({ next, kept }) => {
    const steps = [...report("a", 1, { summary: "Old." }), ...next];
    expect(stepsAs(steps).map((line) => line.replace(/^analysis: \w(, round 2)?: /, ""))).toEqual(
      kept,
    );
  });

  it("keeps a report before a summary, and a summary before the recommendation", () => {
    const summary = report("a", 1, { summary: "Old." });
    const note = report("a", 1, { reasoning: "Text." });
    expect(stepsAs([...note, ...summary])).toEqual(["analysis: a: Text.", "analysis: a: Old."]);
    const decision = stepsOf("a", 1, textStep("recommend", { summary: "x", ranking: RANKING }));
    expect(stepsAs([...summary, ...decision])[0]).toBe("analysis: a: Old.");
  });

  it("keeps verdict and revisions of a reflection unless the recommendation is next", () => {
    const revise = "They disagree.\nVerdict: revise\nRevisions:\n- recent_interest: Is it [12]?";
    expect(stepsAs(REVISE)).toEqual([`reflection: ${revise}`]);
    expect(stepsAs([...REVISE, ...report("a", 2, "Yes."), ...RECOMMEND])).toEqual([
      `reflection: ${revise}`,
      "analysis: a, round 2: Yes.",
      "analysis: [12] leads everywhere.",
      recommended,
    ]);
    expect(stepsAs([...REVISE, ...RECOMMEND])).toEqual([
      "reflection: They disagree.\n[12] leads everywhere.",
      recommended,
    ]);
  });

  it("joins comparison and reasons only where both exist", () => {
    const reflect = (reasoning: string) =>
      stepsOf("", 1, textStep("reflection", { reasoning, verdict: "accept", revisions: [] }));
    const decide = (reasoning: string) =>
      stepsOf("", 1, textStep("recommend", { reasoning, ranking: RANKING }));
    expect(stepsAs([...reflect(""), ...decide("Reasons.")])[0]).toBe("reflection: Reasons.");
    expect(stepsAs([...reflect("Compared."), ...decide("")])[0]).toBe("reflection: Compared.");
    expect(stepsAs([...reflect(""), ...decide("")])).toEqual([recommended]);
  });

  it("writes one recommendation, the last one, from the outcome", () => {
    expect(stepsAs(RECOMMEND)).toEqual(["analysis: [12] leads everywhere.", recommended]);
    const twice = [...RECOMMEND, ...RECOMMEND].map((step) => ({ ...step }));
    expect(stepsAs(twice)).toEqual([
      "analysis: [12] leads everywhere.",
      "analysis: [12] leads everywhere.",
      recommended,
    ]);
  });

  it("takes over a recommendation that is not JSON as text, without reasons", () => {
    const steps = stepsOf("", 1, textStep("recommend", "Item 12, surely."));
    expect(stepsAs(steps, { outcome: null })).toEqual(["recommend: Item 12, surely."]);
    expect(stepsAs(steps)).toEqual([recommended]);
  });

  it("writes tags in ids as JSON escapes", () => {
    const outcome = { heldOut: "<b>", ranking: ["<b>"], rank: 1, reward: null };
    expect(stepsAs(RECOMMEND, { outcome }).at(-1)).toBe(String.raw`recommend: ["\u003cb>"]`);
  });

  it("converts a second plan to an analysis", () => {
    const steps = [...PLAN, ...stepsOf("", 2, textStep("plan", "Again."))];
    expect(stepsAs(steps).map((line) => line.split("\n")[0])).toEqual([
      "plan: A short history.",
      "analysis: Again.",
    ]);
  });

  it("reads a trajectory without a prompt", () => {
    expect(stepsAs(report("a", 1, "Text."), { prompt: [] })).toEqual(["analysis: a: Text."]);
  });
});
