import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../src/cli/run.js";
import { teacherTrajectory } from "../distill/transcript/support.js";
import { ioOf, star } from "./support.js";
import { writeTrajectories } from "./trace-files.js";

const outcome = (rank: number | null) => ({ heldOut: "12", ranking: ["12"], rank, reward: null });
const RUNS = [
  teacherTrajectory({ id: "films/test/7/1#0" }),
  teacherTrajectory({ id: "films/test/7/1#1", outcome: outcome(7) }),
  teacherTrajectory({ id: "films/test/81/1#0", outcome: outcome(null) }),
  teacherTrajectory({
    id: "films/test/8/1#0",
    status: "failed",
    error: "no server",
    outcome: null,
  }),
];
const IDS = RUNS.map(({ id }) => id);

let file: string;
beforeAll(async () => {
  file = await writeTrajectories(RUNS);
});

const idsOf = async (...flags: string[]) => {
  const { out } = await star(["trace", file, ...flags, "--json"]);
  return JSON.parse(out).trajectories.map(({ id }: { id: string }) => id);
};

describe("star trace", () => {
  it("prints the first trajectory, or the one with --id", async () => {
    expect((await star(["trace", file])).out).toMatch(/^films\/test\/7\/1#0\n/);
    const { out } = await star(["trace", file, "--id", IDS[3] ?? "", "--json"]);
    expect(JSON.parse(out)).toEqual(RUNS[3]);
  });

  it.each([
    ["films/test/81", 2],
    ["81/", 2],
    ["8/", 3],
    ["7/1#1", 1],
  ])("finds the trajectory whose id, or a part of it, begins with %s", async (id, index) => {
    const { out } = await star(["trace", file, "--id", id, "--json"]);
    expect(JSON.parse(out).id).toBe(IDS[index]);
  });

  it("names the matches of an ambiguous id", async () => {
    const { code, notes } = await star(["trace", file, "--id", "8"]);
    expect(code).toBe(2);
    expect(notes).toContain(`2 trajectories of ${file} match "8"`);
    expect(notes).toContain(`\n  ${IDS[2]}\n  ${IDS[3]}`);
    expect(notes).not.toContain("test/7/");
    const many = await writeTrajectories(
      Array.from({ length: 12 }, (_, n) => teacherTrajectory({ id: `r${n}` })),
    );
    expect((await star(["trace", many, "--id", "r"])).notes).toMatch(/\n {2}r9\n {2}and 2 more/);
  });

  it("says where to find the ids if none matches", async () => {
    expect(await star(["trace", file, "--id", "x"])).toMatchObject({
      code: 2,
      notes: expect.stringContaining("--list"),
    });
    expect(await star(["trace", file, "--id", IDS[0] ?? "", "--failed"])).toMatchObject({
      code: 2,
    });
  });
});

describe("star trace with a selection", () => {
  it.each([
    { flags: ["--list"], ids: IDS },
    { flags: ["--failed"], ids: [IDS[3]] },
    { flags: ["--rank", "1,miss"], ids: [IDS[0], IDS[2]] },
    { flags: ["--where", "rank > 1 or status = 'failed'"], ids: [IDS[1], IDS[3]] },
    { flags: ["--grep", "NO SERVER"], ids: [IDS[3]] },
    { flags: ["--grep", "/no s[aeiou]rver/"], ids: [IDS[3]] },
    { flags: ["--grep", "[12] leads", "--rank", "2-"], ids: [IDS[1]] },
    { flags: ["--grep", "Neighbors", "--agent", "recent_interest"], ids: [] },
    { flags: ["--grep", "no server", "--in", "reply,call"], ids: [] },
    { flags: ["--agent", "user_profile", "--failed"], ids: [IDS[3]] },
  ])("$flags lists $ids", async ({ flags, ids }) => {
    expect(await idsOf(...flags)).toEqual(ids);
  });

  it("prints the found lines below each trajectory, and how many trajectories match", async () => {
    const { out, notes } = await star(["trace", file, "--grep", "Neighbors say", "--rank", "7"]);
    expect(out.split("\n")).toEqual([
      expect.stringContaining("films/test/7/1#1  rank 7"),
      expect.stringMatching(/^ {2}user_profile, reply: .*Neighbors say \[11\]/),
    ]);
    expect(notes).toBe("1 of 4 trajectories.");
  });

  it("shortens long lines around the match, and marks it in color", async () => {
    const content = `${"a ".repeat(200)}needle${" b".repeat(200)}`;
    const path = await writeTrajectories([
      teacherTrajectory({ prompt: [{ role: "user", content }] }),
    ]);
    const lines: string[] = [];
    const io = ioOf({
      print: (text) => lines.push(...text.split("\n")),
      isColorful: true,
      width: 80,
    });
    await run(["trace", path, "--grep", "needle"], io);
    const [, line = ""] = lines;
    expect(line).toContain("\u001b[31mneedle\u001b[0m");
    const plain = stripVTControlCharacters(line);
    expect(plain).toMatch(/^ {2}prompt: ….*needle.*…$/);
    expect(plain.length).toBe(80);
    const { out } = await star(["trace", path, "--grep", "needle", "--full"]);
    expect(out).toContain(content.trim());
  });

  it("rejects flags that are no ranks, kinds or patterns", async () => {
    for (const flags of [
      ["--rank", "0"],
      ["--in", "replies"],
      ["--grep", "/(/"],
      ["--grep", ""],
    ])
      expect((await star(["trace", file, ...flags])).code).toBe(2);
    expect((await star(["trace", file, "--where", "rnk = 1"])).notes).toContain(
      '"rnk" is not a name',
    );
  });

  it("prints one JSON object, with the found lines", async () => {
    const { out } = await star(["trace", file, "--grep", "no server", "--json"]);
    expect(JSON.parse(out)).toEqual({
      trajectories: [
        {
          id: IDS[3],
          status: "failed",
          rank: null,
          steps: RUNS[3]?.steps.length,
          error: "no server",
          lines: [{ kind: "error", agent: "", node: "", line: "no server", start: 0, end: 9 }],
        },
      ],
      read: 4,
    });
    const none = await star(["trace", file, "--grep", "no such text", "--json"]);
    expect(JSON.parse(none.out)).toEqual({ trajectories: [], read: 4 });
  });

  it("shows control characters as text", async () => {
    const hostile = "\u001b]0;renamed\u0007\u001b[2J\u202e";
    const path = await writeTrajectories([
      teacherTrajectory({
        id: `x${hostile}`,
        prompt: [{ role: "user", content: `needle${hostile}` }],
      }),
      teacherTrajectory({ id: `x${hostile}y` }),
    ]);
    for (const flags of [
      ["--grep", "needle"],
      ["--grep", "needle", "--json"],
      ["--id", "x"],
    ]) {
      const { out, notes } = await star(["trace", path, ...flags]);
      expect(`${out}${notes}`).not.toMatch(/(?![\n\t])[\p{Cc}\u202e]/u);
    }
  });
});
