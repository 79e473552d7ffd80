import { describe, expect, it } from "vitest";
import { compileCondition } from "../../../../src/distill/export/condition/compile-condition.js";
import { filterRuns } from "../../../../src/distill/export/selection/filter-runs.js";
import { renderLinear } from "../../../../src/distill/transcript/render-linear.js";
import { toConversation } from "../../../../src/distill/transcript/to-conversation.js";
import type { Trajectory } from "../../../../src/trajectory/trajectory.js";
import { teacherTrajectory } from "../../transcript/support.js";

const ranked = (rank: number | null) => ({ heldOut: "12", ranking: ["12"], rank, reward: null });
const task = teacherTrajectory().task ?? undefined;
const OTHER = task === undefined ? null : { ...task, id: "another" };

/** Two samples of one task, then a failed run of another. */
async function* runs(): AsyncGenerator<Trajectory> {
  yield teacherTrajectory({ id: "0", sample: 0 });
  yield teacherTrajectory({ id: "1", sample: 1, outcome: ranked(4) });
  const failure = { status: "failed", error: "no model", outcome: null } as const;
  yield teacherTrajectory({ id: "2", task: OTHER, ...failure });
}

async function idsOf(where: string, measured?: number): Promise<string[]> {
  const meter = measured === undefined ? undefined : { measure: () => tokensOf(measured) };
  const filtered = filterRuns(runs(), { condition: compileCondition(where), meter });
  const ids: string[] = [];
  for await (const { id } of filtered) ids.push(id);
  return ids;
}

const tokensOf = (total: number) => ({
  total,
  trained: 0,
  parts: { plan: 0, analysis: 0, calls: 0, reflection: 0, recommend: 0, other: 0 },
});

describe("filterRuns", () => {
  it.each([
    ["rank <= 3", ["0"]],
    ["rank = null", ["2"]],
    ["status = 'failed'", ["2"]],
    ["rounds = 2 and steps > 5", ["0", "1", "2"]],
    // Values of rows: a failed run has none, but its agents are known.
    ["length = null", ["2"]],
    ["rendering = 'single-agent'", ["0", "1"]],
    ["calls > 0 and turns > 1", ["0", "1"]],
    ["agent = 'planner'", []],
    ["model = 'offline'", ["0", "1", "2"]],
    // Values of all samples of a task.
    ["samples = 2 and successes = 1", ["0", "1"]],
    ["difficulty = 'medium'", ["0", "1"]],
    ["samples = 1", ["2"]],
    ["tokens > 0", []],
  ])("%s selects %j", async (where, ids) => {
    expect(await idsOf(where)).toEqual(ids);
  });

  it("compares the length of the row that would be exported", async () => {
    const { length } = renderLinear(toConversation(teacherTrajectory())).text;
    expect(await idsOf(`length = ${length}`)).toEqual(["0"]);
    expect(await idsOf(`length > ${length}`)).toEqual([]);
  });

  it("counts tokens with a meter", async () => {
    expect(await idsOf("tokens = 77", 77)).toEqual(["0", "1"]);
  });
});
