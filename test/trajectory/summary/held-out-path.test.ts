import { describe, expect, it } from "vitest";
import { findLoss, followHeldOut } from "../../../src/trajectory/summary/held-out-path.js";
import { teacherTrajectory } from "../../distill/transcript/support.js";

type Report = readonly [role: string, rank: number | null, round?: number];

/** Reports in order, then the final rank, by the ranker. */
const stages = (reports: readonly Report[], final: number | null) => [
  ...reports.map(([role, rank, round = 1]) => ({ role, rank, round, isFinal: false })),
  { role: "ranker", rank: final, round: 1, isFinal: true },
];

describe("followHeldOut", () => {
  it("follows the item from report to report to the final ranking", () => {
    const path = followHeldOut(teacherTrajectory()).map(({ role, round, rank }) => [
      role,
      round,
      rank,
    ]);
    expect(path).toEqual([
      ["recent_interest", 1, 1],
      ["user_profile", 1, null],
      ["recent_interest", 2, null],
      ["recommend", 1, 1],
    ]);
    expect(followHeldOut(teacherTrajectory({ outcome: null }))).toEqual([]);
  });
});

describe("findLoss", () => {
  it.each([
    { reports: [["a", 1]], final: 1, loss: undefined },
    {
      reports: [
        ["a", null],
        ["b", null],
      ],
      final: 3,
      loss: { kind: "not_named", role: "" },
    },
    {
      reports: [
        ["a", 3],
        ["b", 2],
      ],
      final: 2,
      loss: { kind: "named_lower", role: "b" },
    },
    {
      reports: [
        ["a", 1],
        ["b", null],
      ],
      final: 2,
      loss: { kind: "ranked_down", role: "ranker" },
    },
    {
      reports: [
        ["a", 1],
        ["b", 2],
        ["a", 3, 2],
      ],
      final: null,
      loss: { kind: "revised_down", role: "a" },
    },
    {
      reports: [
        ["a", 1],
        ["b", 4],
        ["b", 1, 2],
      ],
      final: 5,
      loss: { kind: "ranked_down", role: "ranker" },
    },
    { reports: [], final: 4, loss: { kind: "ranked_lower", role: "ranker" } },
  ] as const)("$reports, then $final: $loss", ({ reports, final, loss }) => {
    expect(findLoss(stages(reports, final))).toEqual(loss);
  });

  it("finds no loss without a final ranking", () => {
    expect(findLoss(stages([["a", 2]], 1).slice(0, 1))).toBeUndefined();
  });
});
