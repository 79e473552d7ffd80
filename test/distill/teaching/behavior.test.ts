import { describe, expect, it } from "vitest";
import { summarizeBehavior } from "../../../src/distill/teaching/behavior.js";
import type { TaskRecord } from "../../../src/evaluation/task-record.js";

const recordsOf = (policy: string, ranks: readonly number[]): TaskRecord[] =>
  ranks.map((rank, index) => ({
    policy,
    taskId: `t${index}`,
    userId: `u${index}`,
    rank,
    appended: 0,
    error: null,
    modelCalls: null,
    tokens: null,
    latencyMs: null,
    simulatedLatencyMs: null,
  }));

const behavior = new Map([
  ["t0", { plan: ["recent_interest"], rounds: 2 }],
  ["t1", { plan: ["user_profile", "recent_interest"], rounds: 1 }],
  ["t2", { plan: ["recent_interest"], rounds: 3 }],
  ["t3", { plan: ["recent_interest"], rounds: 1 }],
]);
const after = recordsOf("teacher", [1, 9, 4, 9]);

describe("summarizeBehavior", () => {
  it("counts plans and revisions, and compares only the revised tasks", () => {
    const before = recordsOf("teacher:no-reflection", [2, 1, 9, 1]);
    const summary = summarizeBehavior({ behavior, after, before, seed: 1 });
    expect(summary.revisedShare).toBe(0.5);
    expect(summary.plans).toEqual({ recent_interest: 0.75, "user_profile+recent_interest": 0.25 });
    // t0: rank 2 (HR 2/3) to rank 1 (HR 1); t2: rank 9 (0) to rank 4 (1/3).
    expect(summary.revision).toMatchObject({ tasks: 2 });
    expect(summary.revision?.before).toBeCloseTo(1 / 3, 10);
    expect(summary.revision?.after).toBeCloseTo(2 / 3, 10);
    expect(summary.revision?.difference).toBeCloseTo(1 / 3, 10);
    expect(summary.revision?.ci95[0]).toBeCloseTo(1 / 3, 10); // both users have the same difference
  });

  it("has no comparison without records of the teacher without reflection", () => {
    expect(summarizeBehavior({ behavior, after, before: [], seed: 1 }).revision).toBeNull();
  });
});
