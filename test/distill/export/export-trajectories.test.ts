import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportTrajectories } from "../../../src/distill/export/export-trajectories.js";
import type { ExportSettings } from "../../../src/distill/export/settings.js";
import type { TokenMeter } from "../../../src/distill/export/tokens.js";
import { listFiles } from "../../../src/files.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import {
  createFolder,
  exportAll,
  manySamples,
  sampleOf,
  SETTINGS,
  writeTrajectories,
} from "./support.js";

const TRL = { ...SETTINGS, formats: ["trl"] } satisfies Partial<ExportSettings>;

async function linesOf(directory: string, path: string): Promise<Record<string, string>[]> {
  const text = await readFile(join(directory, path), "utf8");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

async function exportTo(directory: string, trajectories: readonly Trajectory[], more = {}) {
  const path = await writeTrajectories(trajectories);
  return exportTrajectories({ path, directory, settings: TRL, ...more });
}

const newFolder = async () => join(await createFolder(), "export");

describe("exportTrajectories", () => {
  it("keeps first places, and counts the others by why they were dropped", async () => {
    const samples = [
      ...manySamples(),
      { ...sampleOf({ user: "a" }), status: "failed" as const },
      { ...sampleOf({ user: "b" }), incomplete: true as const },
      { ...sampleOf({ user: "c" }), outcome: null },
    ];
    const { counts } = await exportTo(await newFolder(), samples);
    expect(counts.verdicts).toMatchObject({
      kept: 12,
      ranked_lower: 12,
      not_completed: 1,
      incomplete: 1,
      no_outcome: 1,
    });
    const wide = await exportTo(await newFolder(), samples, { settings: { ...TRL, keepRank: 3 } });
    expect(wide.counts.verdicts).toMatchObject({ kept: 20, ranked_lower: 4 });
  });

  it("puts a user on one side with everything", async () => {
    const directory = await exportAll(manySamples());
    const sides = new Map<string, Set<string>>();
    for (const path of ["linear.jsonl", "linear-prompts.jsonl", "linear-pairs.jsonl"]) {
      for (const { user = "", split = "" } of await linesOf(directory, path)) {
        sides.set(user, (sides.get(user) ?? new Set()).add(split));
      }
    }
    expect(sides.size).toBe(12);
    expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
    expect(new Set([...sides.values()].flatMap((side) => [...side]))).toEqual(
      new Set(["train", "validation"]),
    );
  });

  it("drops rows that are too long whole, and counts them", async () => {
    const long = (user: string) => sampleOf({ user });
    const meter: TokenMeter = {
      measure: ({ text }) => {
        const total = text.includes("User: u1\n") ? 11 : 10;
        const parts = { plan: 1, analysis: 0, calls: 0, reflection: 0, recommend: 0, other: 0 };
        return { total, trained: 1, parts };
      },
    };
    const settings = { ...TRL, maxTokens: 10 };
    const { counts, tokens } = await exportTo(await newFolder(), [long("u1"), long("u2")], {
      meter,
      settings,
    });
    expect(counts.verdicts).toMatchObject({ kept: 1, too_long: 1 });
    expect(tokens).toMatchObject({ total: 10, trained: 1 });
  });

  it.each([
    ["no_system_prompt", { task: null, prompt: [{ role: "user" as const, content: "Go." }] }],
    ["not_unicode", { prompt: [{ role: "user" as const, content: "\ud800" }] }],
  ])("drops what trainers would read in different ways: %s", async (verdict, change) => {
    const { counts } = await exportTo(await newFolder(), [
      { ...sampleOf({ user: "u1" }), ...change },
    ]);
    expect(counts.verdicts).toMatchObject({ kept: 0, [verdict]: 1 });
  });

  it("lists the tools of tasks only: no environment offers those of other graphs", async () => {
    const system = { role: "system", content: "Be brief." } as const;
    const prompt = [system, { role: "user", content: "Go." } as const];
    const other = { ...sampleOf({ user: "a" }), id: "other", task: null, outcome: null, prompt };
    const { counts, tools } = await exportTo(await newFolder(), [other]);
    expect([counts.verdicts.kept, tools]).toEqual([1, []]);
  });

  it("pairs a sample that succeeds with one that does not, from where they part", async () => {
    const samples = [sampleOf({ user: "u1" }), sampleOf({ user: "u1", sample: 1, rank: 3 })];
    const directory = await newFolder();
    await exportTo(directory, samples, { settings: { ...TRL, validationShare: 0 } });
    const [pair, ...others] = await linesOf(directory, "trl/preferences.jsonl");
    expect(others).toEqual([]);
    const { prompt, chosen, rejected } = JSON.parse(JSON.stringify(pair));
    expect(prompt.at(-1).role).toBe("tool");
    expect([chosen, rejected].map((one) => one.length)).toEqual([1, 1]);
    expect(chosen[0].content).toMatch(/<recommend>\n\["12", /);
    expect(rejected[0].content).not.toMatch(/<recommend>\n\["12", /);
  });

  it("mixes prompts of the training side by difficulty, and keeps all of the other", async () => {
    const directory = await newFolder();
    const ranks = { easy: [1, 1], medium: [1, 2], hard: [2, 2] };
    const users = (name: keyof typeof ranks, count: number) =>
      Array.from({ length: count }, (_, user) =>
        ranks[name].map((rank, sample) => sampleOf({ user: `${name}${user}`, rank, sample })),
      ).flat();
    const samples = [...users("easy", 9), ...users("medium", 9), ...users("hard", 3)];
    const { counts } = await exportTo(directory, samples, {
      settings: { ...TRL, validationShare: 0 },
    });
    expect(counts).toMatchObject({
      prompts: { train: 21 },
      difficulties: { easy: 9, medium: 9, hard: 3, unknown: 0 },
    });
    const taken = (await linesOf(directory, "trl/grpo.jsonl")).map(({ difficulty }) => difficulty);
    const count = (name: string) => taken.filter((one) => one === name).length;
    // 3:4:3 as far as 9 medium ones go: 9 * 3/4 = 6.75 of the others, but there are 3 hard ones, so 3, 4 and 3.
    expect(["easy", "medium", "hard"].map(count)).toEqual([3, 4, 3]);
  });

  it("writes the same bytes again, in the place of the earlier export", async () => {
    const directory = await exportAll(manySamples());
    const read = async () =>
      Promise.all(
        (await listFiles(directory)).map(async (file) => [
          file,
          await readFile(join(directory, file), "base64"),
        ]),
      );
    const before = await read();
    await exportTo(directory, manySamples(), { settings: SETTINGS });
    expect(await read()).toEqual(before);
    expect(await readdir(dirname(directory))).toEqual(["export"]);
  });

  it("writes the same bytes with threads, and names what they cannot read", async () => {
    const [alone, together] = [await newFolder(), await newFolder()];
    await exportTo(alone, manySamples(), { settings: SETTINGS });
    await exportTo(together, manySamples(), { settings: SETTINGS, threads: 2 });
    for (const file of await listFiles(alone)) {
      const [one, other] = [alone, together].map((folder) => readFile(join(folder, file)));
      expect(await one, file).toEqual(await other);
    }
    const broken = [{ ...sampleOf({ user: "u1" }), schema: "star.trajectory/9" } as never];
    const failed = exportTo(await newFolder(), broken, { threads: 1 });
    await expect(failed).rejects.toMatchObject({ code: "TRAJECTORY_INVALID" });
    await expect(failed).rejects.toThrow(/line 1 of [^]*Correct or delete that line/);
  });

  it("leaves nothing behind when it fails or is stopped", async () => {
    const twice = [sampleOf({ user: "u1" }), sampleOf({ user: "u1" })];
    const directory = await newFolder();
    await expect(exportTo(directory, twice)).rejects.toThrow(/stands twice in the file/);
    const signal = AbortSignal.abort();
    await expect(exportTo(directory, manySamples(), { signal })).rejects.toThrow(/abort/i);
    expect(await readdir(dirname(directory))).toEqual([]);
  });

  it("touches no folder that holds something else", async () => {
    const directory = await newFolder();
    await mkdir(directory);
    await writeFile(join(directory, "thesis.txt"), "mine");
    await expect(exportTo(directory, manySamples())).rejects.toThrow(/holds thesis.txt/);
    const exported = await exportAll(manySamples());
    await mkdir(join(exported, "checkpoint"));
    await writeFile(join(exported, "checkpoint/weights.bin"), "mine");
    await expect(exportTo(exported, manySamples())).rejects.toThrow(/holds checkpoint/);
  });

  it("takes no task that students are measured on, unless told to", async () => {
    const one = sampleOf({ user: "u1" });
    const tested = [{ ...one, task: { ...one.task!, split: "test" as const } }];
    await expect(exportTo(await newFolder(), tested)).rejects.toThrow(
      /on which students are measured/,
    );
    const settings = { ...TRL, anySplit: true };
    expect((await exportTo(await newFolder(), tested, { settings })).counts.verdicts.kept).toBe(1);
  });

  it("names file and line of what is no trajectory, and a setting that cannot be", async () => {
    const path = join(await createFolder(), "broken.jsonl");
    await writeFile(path, `${JSON.stringify(sampleOf({ user: "u1" }))}\n{"schema": 1}\n`);
    const directory = await newFolder();
    await expect(exportTrajectories({ path, directory })).rejects.toThrow(`line 2 of ${path}`);
    const settings = { validationShare: 2 };
    await expect(exportTrajectories({ path, directory, settings })).rejects.toThrow(
      /validationShare/,
    );
  });
});
