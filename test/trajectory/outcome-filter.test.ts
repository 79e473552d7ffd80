import { describe, expect, it } from "vitest";
import { keepByOutcome } from "../../src/trajectory/outcome-filter.js";
import { HELD_OUT, RANKING, teacherTrajectory } from "../distill/transcript/support.js";

const ranked = (id: string, rank: number | null) =>
  teacherTrajectory({ id, outcome: { heldOut: HELD_OUT, ranking: RANKING, rank, reward: null } });

const ALL = [
  ranked("first", 1),
  ranked("third", 3),
  ranked("sixth", 6),
  ranked("nowhere", null),
  teacherTrajectory({ id: "failed", status: "failed", error: "Error: no network" }),
  teacherTrajectory({ id: "gaps", incomplete: true }),
  teacherTrajectory({ id: "unjudged", outcome: null }),
];

async function idsOf(filter: ReturnType<typeof keepByOutcome>): Promise<string[]> {
  const ids = [];
  for await (const { id } of filter) ids.push(id);
  return ids;
}

describe("keepByOutcome", () => {
  it("keeps trajectories that rank the held-out item first and counts the reasons for dropping others", async () => {
    const filter = keepByOutcome(ALL);
    expect(await idsOf(filter)).toEqual(["first"]);
    expect(filter.counts).toEqual({
      kept: 1,
      not_completed: 1,
      incomplete: 1,
      no_outcome: 1,
      not_ranked: 1,
      ranked_lower: 2,
    });
  });

  it.each([
    { keepRank: 3, kept: ["first", "third"] },
    { keepRank: 6, kept: ["first", "third", "sixth"] },
  ])("keeps ranks up to $keepRank", async ({ keepRank, kept }) => {
    expect(await idsOf(keepByOutcome(ALL, { keepRank }))).toEqual(kept);
  });

  it("reads the source lazily", async () => {
    let read = 0;
    async function* source() {
      for (const trajectory of ALL) {
        read++;
        yield trajectory;
      }
    }
    for await (const _ of keepByOutcome(source())) break;
    expect(read).toBe(1);
  });

  it.each([0, 1.5, Number.NaN])("rejects the rank %s", (keepRank) => {
    expect(() => keepByOutcome(ALL, { keepRank })).toThrow(/Pass a positive integer/);
  });
});
