import { describe, expect, it } from "vitest";
import { compareRuns } from "../../../src/trajectory/compare/compare-runs.js";
import {
  ACCEPT,
  PLAN,
  PROFILE,
  RECENT,
  RECOMMEND,
  stepsOf,
  teacherTrajectory,
  textStep,
} from "../../distill/transcript/support.js";

const CHANGED = stepsOf(
  "user_profile",
  1,
  ...PROFILE.slice(0, 2),
  textStep("analysis", { reasoning: "Neighbors say [12].", favorites: [{ item_id: "12" }] }),
);
const one = teacherTrajectory({ steps: [...PLAN, ...PROFILE, ...ACCEPT, ...RECOMMEND] });
const other = teacherTrajectory({
  id: "other",
  steps: [...PLAN, ...CHANGED, ...RECENT, ...RECOMMEND],
  outcome: { heldOut: "12", ranking: ["10", "12"], rank: 2, reward: null },
});

describe("compareRuns", () => {
  const comparison = compareRuns(one, other);

  it("states how each step differs", () => {
    const steps = comparison.steps.map(({ change, role, kind }) => `${change} ${role} ${kind}`);
    expect(steps).toEqual([
      "equal plan plan",
      "equal user_profile tool_call",
      "equal user_profile tool_response",
      "changed user_profile analysis",
      ...["tool_call", "tool_response", "tool_call", "tool_response", "analysis"].map(
        (kind) => `only_other recent_interest ${kind}`,
      ),
      "only_one reflection reflection",
      "equal recommend recommend",
    ]);
    expect(comparison.steps[3]).toMatchObject({
      one: "Neighbors say [11].",
      other: "Neighbors say [12].\nFavorites:\n- [12]",
    });
    expect(comparison.steps[1]?.one).toMatch(/^translate_evidence\(user_id: "7", /);
  });

  it("compares the ranks of the candidates, and the held-out item from role to role", () => {
    expect(comparison.candidates.slice(0, 3)).toEqual([
      { itemId: "12", isHeldOut: true, one: 1, other: 2 },
      { itemId: "10", isHeldOut: false, one: 2, other: 1 },
      { itemId: "11", isHeldOut: false, one: 3, other: null },
    ]);
    const path = (side: "one" | "other") =>
      comparison[side].heldOut.map(({ role, rank }) => `${role} ${rank}`);
    expect(path("one")).toEqual(["user_profile null", "recommend 1"]);
    expect(path("other")).toEqual(["user_profile 1", "recent_interest 1", "recommend 2"]);
  });

  it("compares no rankings of different tasks", () => {
    const task = other.task && { ...other.task, id: "another" };
    expect(compareRuns(one, { ...other, task })).toMatchObject({
      isSameTask: false,
      candidates: [],
    });
  });
});
