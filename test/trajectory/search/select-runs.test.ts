import { describe, expect, it } from "vitest";
import { parseRankRanges } from "../../../src/trajectory/search/rank-ranges.js";
import { type RunConditions, selectRuns } from "../../../src/trajectory/search/select-runs.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { teacherTrajectory } from "../../distill/transcript/support.js";

const outcome = (rank: number | null) => ({ heldOut: "12", ranking: [], rank, reward: null });

async function* runs(): AsyncGenerator<Trajectory> {
  yield teacherTrajectory({ id: "first" });
  yield teacherTrajectory({ id: "fourth", outcome: outcome(4), steps: [] });
  yield teacherTrajectory({ id: "miss", outcome: outcome(null) });
  yield teacherTrajectory({ id: "failed", outcome: null, status: "failed", error: "no server" });
  yield teacherTrajectory({ id: "waits", outcome: null, status: "interrupted", error: null });
}

async function idsOf(conditions: RunConditions): Promise<string[]> {
  const ids: string[] = [];
  for await (const { trajectory } of selectRuns(runs(), conditions)) ids.push(trajectory.id);
  return ids;
}

describe("selectRuns", () => {
  it.each([
    { conditions: {}, ids: ["first", "fourth", "miss", "failed", "waits"] },
    { conditions: { failed: true }, ids: ["failed", "waits"] },
    { conditions: { ranks: parseRankRanges("2-5") }, ids: ["fourth"] },
    { conditions: { ranks: parseRankRanges("miss") }, ids: ["miss"] },
    { conditions: { agent: "user_profile" }, ids: ["first", "miss", "failed", "waits"] },
    { conditions: { agent: "user" }, ids: [] },
    { conditions: { pattern: /no SERVER/gi }, ids: ["failed"] },
    { conditions: { pattern: /no server/g, kinds: ["reply" as const] }, ids: [] },
    { conditions: { agent: "user_profile", ranks: parseRankRanges("1") }, ids: ["first"] },
  ])("$conditions selects $ids", async ({ conditions, ids }) => {
    expect(await idsOf(conditions)).toEqual(ids);
  });
});
