import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseRankingFile } from "../../src/cli/ranking-files.js";
import { createTasks } from "../../src/data/tasks.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { createFolder, SMALL, star } from "./support.js";

const dataset = createSyntheticDataset({ users: 40, items: 60, interactions: 800, seed: 1 });
const { tasks } = createTasks(dataset, { split: "test", limit: 8 });

interface WrittenTask {
  readonly task_id: string;
  readonly user_id: string;
  readonly history: readonly string[];
  readonly candidates: readonly string[];
}

describe("star data tasks", () => {
  it("writes tasks without held-out items, and all that models for them may be trained on", async () => {
    const out = join(await createFolder(), "tasks");
    const { code, out: printed } = await star("data tasks --tasks 8 --json", SMALL, ["--out", out]);
    expect(code).toBe(0);
    const rows = (await readFile(join(out, "interactions.csv"), "utf8")).trimEnd().split("\n");
    expect(JSON.parse(printed)).toEqual({ out, tasks: 8, interactions: rows.length - 1 });
    const seen = fitInteractions(dataset, "test").flatMap(({ interactions }) => interactions);
    expect(rows).toEqual([
      "user_id,item_id,timestamp",
      ...seen.map(({ userId, itemId, timestamp }) => `${userId},${itemId},${timestamp}`),
    ]);
    const lines = (await readFile(join(out, "tasks.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      tasks.map(({ id, userId, history, candidates }) => ({
        task_id: id,
        user_id: userId,
        history: history.map(({ itemId }) => itemId),
        candidates,
      })),
    );
    expect((await readdir(out)).toSorted()).toEqual(["interactions.csv", "tasks.jsonl"]);
  });

  it("draws candidates by popularity as star evaluate does", async () => {
    const out = join(await createFolder(), "tasks");
    await star("data tasks --tasks 8 --candidates popularity", SMALL, ["--out", out]);
    const lines = (await readFile(join(out, "tasks.jsonl"), "utf8")).trimEnd().split("\n");
    const drawn = createTasks(dataset, { split: "test", limit: 8, candidates: "popularity" }).tasks;
    expect(
      lines.map((line) => JSON.parse(line)).map((task) => [task.task_id, task.candidates]),
    ).toEqual(drawn.map(({ id, candidates }) => [id, candidates]));
  });
});

describe("star evaluate with files of rankings", () => {
  /** Writes the order that `order` returns for every task, as a program that reads `star data tasks` would. */
  async function writeRanks(name: string, order: (task: WrittenTask) => readonly string[]) {
    const folder = await createFolder();
    await star("data tasks --tasks 8", SMALL, ["--out", folder]);
    const text = await readFile(join(folder, "tasks.jsonl"), "utf8");
    const rows = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as WrittenTask)
      .flatMap((task) => order(task).map((item, at) => `${task.task_id},${item},${at + 1}`));
    const file = join(folder, name);
    await writeFile(file, ["task_id,item_id,rank", ...rows, ""].join("\n"));
    return file;
  }

  it("evaluates them beside other policies, under the given name, also in means", async () => {
    const heldOut = new Map(tasks.map(({ id, heldOut: item }) => [id, item]));
    const perfect = await writeRanks("best.csv", ({ task_id, candidates }) => {
      const first = heldOut.get(task_id) ?? "";
      return [first, ...candidates.filter((item) => item !== first)];
    });
    const worst = await writeRanks("worst.csv", ({ task_id, candidates }) =>
      candidates.filter((item) => item !== heldOut.get(task_id)),
    );
    const line = `evaluate --tasks 8 --json --policy popularity,best=file:${perfect},file:${worst} --mean`;
    const { code, out } = await star(line, [`both=best,file:${worst}`], SMALL);
    expect(code).toBe(0);
    const { rows, paired } = reportSchema.parse(JSON.parse(out));
    expect(rows.map(({ policy }) => policy)).toEqual([
      "popularity",
      "best",
      `file:${worst}`,
      "both",
    ]);
    expect(rows[1]).toMatchObject({ HR: 1, MRR: 1, appended: 0, failed: 0 });
    expect(rows[1]?.note).toBe("rankings of a file: a list per task, by rank");
    expect(rows[2]).toMatchObject({ HR: 0, appended: 8 });
    expect(rows[2]?.MRR).toBeCloseTo(1 / 20, 12);
    expect(rows[3]).toMatchObject({ HR: 0.5 });
    expect(paired).toContainEqual(expect.objectContaining({ a: "best", b: "popularity" }));
  });

  it("counts tasks without a row as misses, and states the reason", async () => {
    const file = await writeRanks("some.csv", ({ user_id, candidates }) =>
      user_id === tasks[0]?.userId ? candidates : [],
    );
    const { code, out } = await star(`evaluate --tasks 8 --policy file:${file}`, SMALL);
    expect(code).toBe(0);
    expect(out).toContain("failed on 7 of 8 tasks, which count as misses");
    expect(out).toContain("has no row for the task.");
  });

  it("refuses a file for other tasks before anything is fitted, and a name of another policy", async () => {
    const file = await writeRanks("ranks.csv", ({ candidates }) => candidates);
    const other = await star(`evaluate --seed 2 --policy sasrec,file:${file}`, SMALL);
    expect(other.code).toBe(1);
    expect(other.notes).toContain(`${file}, line 2: task_id is "synthetic/classic/test/`);
    expect(other.notes).not.toContain("train sasrec");
    const taken = await star(`evaluate --policy teacher=file:${file}`, SMALL);
    expect(taken.notes).toContain('A file of rankings cannot be called "teacher"');
    const missing = await star("evaluate --policy file:no/such.csv", SMALL);
    expect(missing.notes).toContain("no/such.csv");
    expect(missing.code).toBe(1);
  });
});

describe("parseRankingFile", () => {
  it.each([
    ["file:a.csv", { name: "file:a.csv", file: "a.csv" }],
    ["mine=file:a=b.csv", { name: "mine", file: "a=b.csv" }],
    ["file:x=file:y.csv", { name: "file:x=file:y.csv", file: "x=file:y.csv" }],
    ["file:", undefined],
    ["student:file:x", undefined],
    ["ease", undefined],
  ])("reads %s", (policy, expected) => expect(parseRankingFile(policy)).toEqual(expected));
});
