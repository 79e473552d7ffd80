import { describe, expect, it } from "vitest";
import { createFileComparer } from "../../../src/trajectory/compare/compare-files.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { teacherTrajectory } from "../../distill/transcript/support.js";

type Rank = number | null | "no ranking";

/** A trajectory of the task `name` with the held-out item at a rank. */
function run(name: string, rank: Rank, change: Partial<Trajectory> = {}): Trajectory {
  const { task } = teacherTrajectory();
  const ranking = [rank === 1 ? "12" : "10"];
  return teacherTrajectory({
    id: `${name}#0`,
    task: task && { ...task, id: name },
    outcome: rank === "no ranking" ? null : { heldOut: "12", ranking, rank, reward: null },
    ...change,
  });
}

function compare(one: readonly Trajectory[], other: readonly Trajectory[]) {
  const comparer = createFileComparer();
  for (const trajectory of one) comparer.addOne(trajectory);
  for (const trajectory of other) comparer.addOther(trajectory);
  return comparer.read();
}

describe("createFileComparer", () => {
  const usage = { modelCalls: 1, inputTokens: 100, outputTokens: 10 };
  const failure = { status: "failed", error: "no server" } as const;
  const comparison = compare(
    [
      run("better", 7),
      run("worse", 1),
      run("equal", 3),
      run("found", null),
      run("failed", 2),
      run("only A", 1),
    ],
    [
      run("failed", "no ranking", { ...failure, usage }),
      run("equal", 3, { usage }),
      run("found", 20, { usage }),
      run("better", 4, { usage }),
      run("only B", 1),
      run("worse", null, { usage }),
    ],
  );

  it("pairs tasks in any order and counts better, equal and worse ranks", () => {
    expect(comparison).toMatchObject({
      paired: 5,
      better: 2,
      equal: 1,
      worse: 1,
      unranked: 1,
      otherFirst: 1,
    });
    expect(comparison.one).toMatchObject({ trajectories: 6, unpaired: 1, failed: 0 });
    expect(comparison.other).toMatchObject({ trajectories: 6, unpaired: 1, failed: 1 });
  });

  it("counts ranks only where both files have a ranking, and tokens of all pairs", () => {
    expect(comparison.one.ranks).toEqual({ ranked: 4, first: 1, top3: 2, top5: 2, missed: 1 });
    expect(comparison.other.ranks).toEqual({ ranked: 4, first: 0, top3: 1, top5: 2, missed: 1 });
    expect(comparison.one.usage.inputTokens).toBe(5 * 800);
    expect(comparison.other.usage).toEqual({ modelCalls: 5, inputTokens: 500, outputTokens: 50 });
  });

  it("lists the changed tasks from the largest improvement to the largest decline", () => {
    expect(comparison.changes).toEqual([
      { id: "found#0", one: null, other: 20 },
      { id: "better#0", one: 7, other: 4 },
      { id: "worse#0", one: 1, other: null },
    ]);
  });

  it("pairs samples of a task by their number, and executions without a task by their id", () => {
    const samples = [run("t", 1), run("t", 2, { sample: 1 })];
    expect(compare(samples, samples.toReversed())).toMatchObject({ paired: 2, equal: 2 });
    const own = run("own", "no ranking", { task: null });
    expect(compare([own], [own]).paired).toBe(1);
    expect(compare([own], [{ ...own, id: "another" }]).paired).toBe(0);
  });
});
