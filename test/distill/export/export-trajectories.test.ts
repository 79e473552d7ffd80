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
  chatOf,
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
  it("keeps trajectories that rank the held-out item first, and counts the others by reason", async () => {
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

  it("assigns all records of a user to one split", async () => {
    const directory = await exportAll(manySamples());
    const splits = new Map<string, Set<string>>();
    for (const path of ["linear.jsonl", "linear-prompts.jsonl", "linear-pairs.jsonl"]) {
      for (const { user = "", split = "" } of await linesOf(directory, path)) {
        splits.set(user, (splits.get(user) ?? new Set()).add(split));
      }
    }
    expect(splits.size).toBe(12);
    expect([...splits.values()].every((names) => names.size === 1)).toBe(true);
    expect(new Set([...splits.values()].flatMap((names) => [...names]))).toEqual(
      new Set(["train", "validation"]),
    );
  });

  it("drops rows over the length limit and counts them", async () => {
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

  it.each([["not_unicode", { prompt: [{ role: "user" as const, content: "\ud800" }] }]])(
    "drops trajectories that trainers would render differently: %s",
    async (verdict, change) => {
      const { counts } = await exportTo(await newFolder(), [
        { ...sampleOf({ user: "u1" }), ...change },
      ]);
      expect(counts.verdicts).toMatchObject({ kept: 0, [verdict]: 1 });
    },
  );

  it("lists only tools of tasks, since no environment offers the tools of other graphs", async () => {
    const system = { role: "system", content: "Be brief." } as const;
    const prompt = [system, { role: "user", content: "Go." } as const];
    const { tools } = sampleOf({ user: "a" });
    const exported = await exportTo(await newFolder(), [{ ...chatOf(prompt), tools }]);
    expect([exported.counts.verdicts.kept, exported.tools]).toEqual([1, []]);
  });

  it("pairs a success with a failure and splits them where they diverge", async () => {
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

  it("mixes training prompts by difficulty", async () => {
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
    const selected = (await linesOf(directory, "trl/grpo.jsonl")).map(
      ({ difficulty }) => difficulty,
    );
    const count = (name: string) => selected.filter((one) => one === name).length;
    // 3 : 4 : 3 is limited by min(9 / 3, 9 / 4, 3 / 3) = 1, from the 3 hard prompts: 3, 4 and 3.
    expect(["easy", "medium", "hard"].map(count)).toEqual([3, 4, 3]);
  });

  it("selects all validation prompts, and all training prompts without known difficulties", async () => {
    const easyAndHard = [1, 1, 2].flatMap((rank, user) =>
      [0, 1].map((sample) => sampleOf({ user: `two${user}`, rank, sample })),
    );
    const single = [sampleOf({ user: "one" })];
    const promptsOf = async (samples: readonly Trajectory[], validationShare: number) => {
      const directory = await newFolder();
      await exportTo(directory, samples, { settings: { ...TRL, validationShare } });
      const file = validationShare === 1 ? "trl/grpo_validation.jsonl" : "trl/grpo.jsonl";
      return (await linesOf(directory, file)).map(({ task_id: id }) => id);
    };
    expect(await promptsOf([...easyAndHard, ...single], 1)).toHaveLength(4);
    expect(await promptsOf(single, 0)).toHaveLength(1);
    // Easy : hard = 3 : 3 is limited by the one hard prompt to floor(1 / 3 * 3) = 1 each; the unrated prompt is dropped.
    expect(await promptsOf([...easyAndHard, ...single], 0)).toHaveLength(2);
  });

  it("keeps rows of exactly maxChars UTF-16 code units", async () => {
    const samples = [sampleOf({ user: "u1" })];
    const directory = await newFolder();
    await exportTo(directory, samples);
    const [{ text = "" } = {}] = await linesOf(directory, "linear.jsonl");
    const keptFor = async (maxChars: number) => {
      const settings = { ...TRL, maxChars };
      return (await exportTo(await newFolder(), samples, { settings })).counts.verdicts;
    };
    expect(await keptFor(text.length)).toMatchObject({ kept: 1, too_long: 0 });
    expect(await keptFor(text.length - 1)).toMatchObject({ kept: 0, too_long: 1 });
  });

  it("replaces an earlier export by the same bytes", async () => {
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

  it("writes the same bytes with threads, and reports invalid lines", async () => {
    const [single, threaded] = [await newFolder(), await newFolder()];
    await exportTo(single, manySamples(), { settings: SETTINGS });
    await exportTo(threaded, manySamples(), { settings: SETTINGS, threads: 2 });
    for (const file of await listFiles(single)) {
      const [one, other] = [single, threaded].map((folder) => readFile(join(folder, file)));
      expect(await one, file).toEqual(await other);
    }
    const broken = [{ ...sampleOf({ user: "u1" }), schema: "star.trajectory/9" } as never];
    const failed = exportTo(await newFolder(), broken, { threads: 1 });
    await expect(failed).rejects.toMatchObject({ code: "TRAJECTORY_INVALID" });
    await expect(failed).rejects.toThrow(/Line 1 of [^]*Correct or delete the line/);
  });

  it("deletes what it wrote when it fails or is aborted", async () => {
    const duplicates = [sampleOf({ user: "u1" }), sampleOf({ user: "u1" })];
    const directory = await newFolder();
    await expect(exportTo(directory, duplicates)).rejects.toThrow(
      /Duplicate trajectory id "films\/classic\/train\/u1\/8\/0\/1\/0" in the file/,
    );
    const signal = AbortSignal.abort();
    await expect(exportTo(directory, manySamples(), { signal })).rejects.toThrow(/abort/i);
    expect(await readdir(dirname(directory))).toEqual([]);
  });

  it("rejects a folder that contains other files", async () => {
    const directory = await newFolder();
    await mkdir(directory);
    await writeFile(join(directory, "thesis.txt"), "my file");
    await expect(exportTo(directory, manySamples())).rejects.toThrow(/contains thesis.txt/);
    const exported = await exportAll(manySamples());
    await mkdir(join(exported, "checkpoint"));
    await writeFile(join(exported, "checkpoint/weights.bin"), "my file");
    await expect(exportTo(exported, manySamples())).rejects.toThrow(/contains checkpoint/);
  });

  it("rejects validation and test tasks unless anySplit is set", async () => {
    const one = sampleOf({ user: "u1" });
    const tested = [{ ...one, task: { ...one.task!, split: "test" as const } }];
    await expect(exportTo(await newFolder(), tested)).rejects.toThrow(
      /belongs to a test task, on which students are evaluated/,
    );
    const settings = { ...TRL, anySplit: true };
    expect((await exportTo(await newFolder(), tested, { settings })).counts.verdicts.kept).toBe(1);
  });

  it("reports file and line of an invalid trajectory, and the name of an invalid setting", async () => {
    const path = join(await createFolder(), "broken.jsonl");
    await writeFile(path, `${JSON.stringify(sampleOf({ user: "u1" }))}\n{"schema": 1}\n`);
    const directory = await newFolder();
    await expect(exportTrajectories({ path, directory })).rejects.toThrow(`Line 2 of ${path}`);
    const settings = { validationShare: 2 };
    await expect(exportTrajectories({ path, directory, settings })).rejects.toThrow(
      /validationShare/,
    );
  });
});
