import { beforeAll, describe, expect, it } from "vitest";
import { PLAN, PROFILE, RECOMMEND, teacherTrajectory } from "../distill/transcript/support.js";
import { star } from "./support.js";
import { writeTrajectories } from "./trace-files.js";

const HOSTILE = "\u001b]0;renamed\u0007\u001b[2J\u202e";
const outcome = { heldOut: "12", ranking: ["10", "11", "12"], rank: 3, reward: null };
const RUNS = [
  teacherTrajectory({ id: "1" }),
  teacherTrajectory({ id: "2", steps: [...PLAN, ...PROFILE, ...RECOMMEND], outcome }),
  teacherTrajectory({ id: "3", status: "failed", error: `no ${HOSTILE} server`, outcome: null }),
];

let file: string;
beforeAll(async () => {
  file = await writeTrajectories(RUNS);
});

describe("star trace --summary", () => {
  it("prints what the trajectories have in common", async () => {
    const { out } = await star(["trace", file, "--summary"]);
    for (const text of [
      "3 trajectories: 2 completed, 1 failed",
      "Held-out item in 2 rankings: first 1 (50%), top 3 2 (100%), top 5 2 (100%), not in it 0 (0%)",
      "Not first in 1 (50%), lost by\n  1  no agent named it",
      "Objections: 2 of 4 reflections send agents back: recent_interest 2x\n  2 x They disagree.",
      "    by recent_interest 4, user_profile 3\n",
      "Failures\n  1 x no \\u001b]0;renamed",
    ])
      expect(out).toContain(text);
    expect(out).toMatch(/\n {2}recent_interest +1 +1 \(100%\) +1 \(100%\) +1\.0\n/);
    expect(out).not.toMatch(/(?![\n\t])[\p{Cc}\u202e]/u);
  });

  it("counts the selected trajectories only, and prints JSON", async () => {
    const { out } = await star(["trace", file, "--summary", "--rank", "3", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      trajectories: 1,
      read: 3,
      statuses: { completed: 1 },
      heldOut: { losses: [{ kind: "not_named", role: "", count: 1 }] },
    });
    const none = await star(["trace", file, "--summary", "--rank", "9"]);
    expect(none.out).toBe("0 trajectories: none");
  });
});
