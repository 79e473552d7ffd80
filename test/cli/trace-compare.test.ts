import { beforeAll, describe, expect, it } from "vitest";
import type { Trajectory } from "../../src/trajectory/trajectory.js";
import { PLAN, PROFILE, RECOMMEND, teacherTrajectory } from "../distill/transcript/support.js";
import { star } from "./support.js";
import { writeTrajectories } from "./trace-files.js";

const HOSTILE = "\u001b]0;renamed\u0007\u001b[2J\u202e";

const run = (name: string, ranking: readonly string[], change: Partial<Trajectory> = {}) => {
  const { task } = teacherTrajectory();
  const rank = ranking.indexOf("12") + 1;
  const outcome = { heldOut: "12", ranking: [...ranking], rank: rank || null, reward: null };
  const id = `${name}#0`;
  return teacherTrajectory({ id, task: task && { ...task, id: name }, outcome, ...change });
};

let one: string;
let other: string;
beforeAll(async () => {
  one = await writeTrajectories([
    run("t/1", ["12", "10"]),
    run("t/2", ["10", "12"]),
    run("t/3", ["12"]),
  ]);
  const steps = [...PLAN, ...PROFILE, ...RECOMMEND];
  const changed = run("t/2", ["12", `x${HOSTILE}`, "10"], { steps });
  other = await writeTrajectories([changed, run("t/1", ["10", "12"])]);
});

describe("star trace A B", () => {
  it("compares two files task by task", async () => {
    const { out } = await star(["trace", one, other]);
    expect(out).toMatch(
      /2 pairs with the same task and sample and 1 of A and 0 of B without a\s+counterpart\./,
    );
    expect(out).toMatch(/first, % +50\.0 +50\.0 +0\.0\n/);
    expect(out).toContain("Held-out item in B: 1 better, 0 equal, 1 worse.");
    expect(out).toContain("Better in B: 1\n  rank 2 -> 1  t/2#0");
    expect(out).toContain("Worse in B: 1\n  rank 1 -> 2  t/1#0");
    const { out: json } = await star(["trace", one, other, "--rank", "2", "--json"]);
    expect(JSON.parse(json)).toMatchObject({ paired: 1, better: 1, worse: 0 });
  });

  it("compares the same run of both files with --id, step by step", async () => {
    const { out } = await star(["trace", one, other, "--id", "t/2"]);
    expect(out).toMatch(/^A {2}t\/2#0\n[^B]*rank 2[^B]*revised 1x\nB {2}t\/2#0\n[^A]*rank 1,/);
    expect(out).toContain("  = plan: A short history.");
    expect(out).toContain("  - report only in A\n    A Comedies lead to [12].");
    expect(out).toMatch(/\n {2}recent_interest, round 2 +none\n/);
    expect(out).toMatch(/\n {2}recommend \(final\) +2 +1\n/);
    expect(out).toMatch(/\n {2}\[12\] Film 12 +2 +1 +\+1 +<- held out\n/);
    expect(out).not.toMatch(/(?![\n\t])[\p{Cc}\u202e]/u);
  });

  it("compares two runs of one file, or of two, by two ids", async () => {
    const runs = await star(["trace", one, "--id", "t/1", "--id", "t/3", "--json"]);
    expect(JSON.parse(runs.out)).toMatchObject({
      one: { id: "t/1#0" },
      other: { id: "t/3#0" },
      isSameTask: false,
    });
    const files = await star(["trace", one, other, "--id", "t/3", "--id", "t/1", "--json"]);
    expect(JSON.parse(files.out)).toMatchObject({ one: { id: "t/3#0" }, other: { id: "t/1#0" } });
  });

  it("compares the trajectories of two files with one each", async () => {
    const single = await writeTrajectories([run("t/9", ["12"])]);
    const { out } = await star(["trace", single, single, "--json"]);
    expect(JSON.parse(out)).toMatchObject({ one: { id: "t/9#0" }, isSameTask: true });
  });

  it("refuses more than two ids, and a list or a summary of two files", async () => {
    const ids = ["--id", "t/1", "--id", "t/2", "--id", "t/3"];
    expect((await star(["trace", one, ...ids])).code).toBe(2);
    expect((await star(["trace", one, other, "--list"])).code).toBe(2);
    expect((await star(["trace", one, other, "--summary"])).code).toBe(2);
  });
});
