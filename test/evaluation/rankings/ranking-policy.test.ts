import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/evaluation/evaluate.js";
import { rankOfHeldOut } from "../../../src/evaluation/metrics.js";
import { readRankingPolicy } from "../../../src/evaluation/rankings/ranking-policy.js";
import { expectError, writeFolder } from "../../data/support.js";
import { makeTasks } from "../support.js";

const ITEMS = new Set("abcdefghijklmnopqrstuvwxyz");
/** Users u0 and u1, two draws each; candidates a b c d; the held-out item is b. */
const tasks = makeTasks(2, { candidates: 4, draws: 2, heldOut: "b" });
const ID = "tiny/classic/test/u0/1/0/7";

async function readCsv(content: string, name = "ranks.csv") {
  const file = join(await writeFolder({ [name]: content }), name);
  return { file, policy: await readRankingPolicy({ file, name: "mine", tasks, items: ITEMS }) };
}

async function ranksOf(content: string) {
  const { policy } = await readCsv(content);
  const ranks = [];
  for (const task of tasks) ranks.push(rankOfHeldOut(await policy.rank(task), task));
  return { ranks, note: policy.note };
}

describe("readRankingPolicy", () => {
  it("ranks by lists of users, for every draw, and skips items that are no candidates", async () => {
    const { ranks, note } = await ranksOf(
      "user_id,item_id,rank\nu0,z,1\nu0,c,2\nu0,b,3\nu0,a,4\nu0,d,5\nu1,b,1\nu1,a,2\nu1,d,3\nu1,c,4\nu9,a,1\n",
    );
    expect(ranks).toEqual([
      { rank: 2, appended: 0 }, // c, b, a, d
      { rank: 1, appended: 0 },
      { rank: 2, appended: 0 },
      { rank: 1, appended: 0 },
    ]);
    expect(note).toBe(
      "rankings of a file: a list per user, by rank; rows of other users, not used: 1",
    );
  });

  it("counts ties against the policy, and appends candidates that are missing in the order of the task", async () => {
    const { ranks } = await ranksOf("user_id,item_id,score\nu0,a,0.5\nu0,b,0.5\nu1,d,-3\n");
    expect(ranks.slice(0, 2)).toEqual([
      { rank: 2, appended: 2 }, // a and b tie, then c and d
      { rank: 3, appended: 3 }, // d, then a, b, c
    ]);
    const other = await ranksOf("user_id,item_id,rank\nu0,z,1\nu1,c,1\nu1,d,2\n");
    expect(other.ranks.slice(0, 2)).toEqual([
      { rank: 2, appended: 4 }, // none is ranked: a, b, c, d
      { rank: 4, appended: 2 }, // c, d, then a, b
    ]);
  });

  it("ranks a whole catalog by lists of users: items that are not in a list share the last rank", async () => {
    const content = "user_id,item_id,rank\nu0,z,1\nu0,c,2\nu0,b,3\nu1,d,1\nu1,c,2\n";
    const file = join(await writeFolder({ "ranks.csv": content }), "ranks.csv");
    const whole = makeTasks(2, { candidates: 6, heldOut: "b" }).map((task) => ({
      ...task,
      candidateSampling: "all" as const,
    }));
    const policy = await readRankingPolicy({ file, tasks: whole, items: ITEMS });
    const ranks = [];
    for (const task of whole) ranks.push(rankOfHeldOut(await policy.rank(task), task));
    // z is in the history; c, then b. Of the second user, d and c, then four others.
    expect(ranks).toEqual([
      { rank: 2, appended: 4 },
      { rank: 6, appended: 4 },
    ]);
    const unknown = join(
      await writeFolder({ "ranks.csv": content.replace("d,1", "?,1") }),
      "ranks.csv",
    );
    await expectError(
      () => readRankingPolicy({ file: unknown, tasks: whole, items: ITEMS }),
      "DATASET_MALFORMED",
      'item_id is "?", which is no item of the dataset',
    );
  });

  it("prefers the rank to the score, and lists of tasks to those of users", async () => {
    const { ranks } = await ranksOf(
      `user_id,item_id,score,rank\nu0,a,1,2\nu0,b,9,3\nu0,c,5,1\nu0,d,7,4\nu1,b,0,0\n`,
    );
    expect(ranks.map(({ rank }) => rank)).toEqual([3, 1, 3, 1]);
    const rows = tasks.map(({ id }, at) => `${id},u0,b,${at}\n${id},u0,a,${2 * at - 1}\n`);
    const { ranks: own, note } = await ranksOf(`task_id,user_id,item_id,rank\n${rows.join("")}`);
    // b at 0, 1, 2, 3 and a at -1, 1, 3, 5: a is before b, ties with it, and is behind it twice.
    expect(own.map(({ rank }) => rank)).toEqual([2, 2, 1, 1]);
    expect(note).toBe("rankings of a file: a list per task, by rank");
  });

  it("fails on tasks without a row, which count as misses", async () => {
    const { policy } = await readCsv(`task_id,item_id,rank\n${ID},b,1\n`);
    const { rows, records } = await evaluate({ policies: [policy], tasks });
    expect(rows[0]).toMatchObject({
      "HR@1": 0.25,
      "HR@5": 0.25,
      MRR: 0.25,
      failed: 3,
      completed: 1,
    });
    expect(rows[0]?.latencyMs).toEqual({ p50: null, p95: null });
    expect(records[1]?.error).toContain("ranks.csv has no row for the task.");
    expect(policy.note).toContain("3 of 4 tasks without a row");
  });

  it("reads TSV, JSON lines, gzip and Parquet alike", async () => {
    const rows = [
      ["u0", "c", 0.25],
      ["u0", "b", 0.125],
      ["u1", "b", 2],
    ] as const;
    const texts: Record<string, string | Buffer> = {
      "r.tsv": ["user_id\titem_id\tscore", ...rows.map((row) => row.join("\t")), ""].join("\n"),
      "r.jsonl": rows
        .map(([user_id, item_id, score]) => `${JSON.stringify({ user_id, item_id, score })}\n`)
        .join(""),
    };
    texts["r.csv.gz"] = gzipSync(texts["r.tsv"]!.toString().replaceAll("\t", ","));
    const folder = await writeFolder(texts);
    const parquet = join(await mkdtemp(join(tmpdir(), "star-data-")), "r.parquet");
    const column = (index: 0 | 1 | 2) => rows.map((row) => row[index]);
    parquetWriteFile({
      filename: parquet,
      columnData: [
        { name: "user_id", data: column(0) as string[], type: "STRING" },
        { name: "item_id", data: column(1) as string[], type: "STRING" },
        { name: "score", data: column(2) as number[], type: "DOUBLE" },
      ],
    });
    for (const file of [...Object.keys(texts).map((name) => join(folder, name)), parquet]) {
      const policy = await readRankingPolicy({ file, tasks, items: ITEMS });
      expect(policy.name).toBe(`file:${file}`);
      const ranks = [];
      for (const task of tasks) ranks.push(rankOfHeldOut(await policy.rank(task), task).rank);
      expect(ranks, file).toEqual([2, 1, 2, 1]);
    }
  });

  it.each([
    ["user_id,item_id\nu0,a\n", 'line 2: neither "rank" nor "score" is a column'],
    ["item_id,rank\na,1\n", 'line 2: neither "task_id" nor "user_id" is a column'],
    ["user_id,item,rank\nu0,a,1\n", 'line 1: the column "item_id" is missing'],
    ["user_id,item_id,rank\nu0,a,1\nu0,b,first\n", 'line 3: rank is "first": expected a number'],
    ["user_id,item_id,score\nu0,a,nan\n", 'line 2: score is "nan": expected a number'],
    ["user_id,item_id,rank\nu0,a,\n", 'line 2: rank is "": expected a number'],
    ["user_id,item_id,rank\nu0,,1\n", 'line 2: item_id is "": expected an id'],
    [
      "user_id,item_id,rank\nu0,196,1\n",
      'line 2: item_id is "196", which is no item of the dataset',
    ],
    [
      "user_id,item_id,rank\nu0,a,1\nu1,a,1\nu0,a,2\n",
      'line 4: item "a" is ranked a second time for user_id "u0"',
    ],
    [
      `task_id,item_id,rank\n${ID},z,1\n`,
      `line 2: item_id is "z", which is no candidate of task "${ID}"`,
    ],
    [
      `task_id,item_id,rank\n${ID},a,1\ntiny/classic/test/u0/1/0/8,a,1\n`,
      'line 3: task_id is "tiny/classic/test/u0/1/0/8", which is no task of tiny, classic, split test, seed 7',
    ],
  ])("names file, line and value for %j", async (content, problem) => {
    await expectError(() => readCsv(content), "DATASET_MALFORMED", `ranks.csv, ${problem}`);
  });

  it("allows rows of other tasks of the same run", async () => {
    const { ranks, note } = await ranksOf(
      `task_id,item_id,rank\ntiny/classic/test/u5/1/0/7,q,1\n${tasks.map(({ id }) => `${id},b,1\n`).join("")}`,
    );
    expect(ranks.map(({ rank }) => rank)).toEqual([1, 1, 1, 1]);
    expect(note).toContain("rows of other tasks, not used: 1");
  });

  it.each([
    ["user_id,item_id,rank\n", "ranks.csv has no rows."],
    [
      "user_id,item_id,rank\nx,a,1\n",
      'has no row with a user_id of the 4 tasks. They are like "u0".',
    ],
  ])("refuses a file that is about none of the tasks: %j", async (content, problem) => {
    await expectError(
      () => readCsv(content),
      "INVALID_ARGUMENT",
      problem,
      "Rank the tasks that star data tasks writes with the same flags.",
    );
  });

  it("refuses a list per user for several tasks of a user, and other formats", async () => {
    const [first] = makeTasks(1);
    const second = { ...first!, id: "tiny/classic/test/u0/2/0/7" };
    const folder = await writeFolder({ "r.csv": "user_id,item_id,rank\nu0,a,1\n", "r.txt": "" });
    const read = (name: string) =>
      readRankingPolicy({ file: join(folder, name), tasks: [first!, second], items: ITEMS });
    await expectError(
      () => read("r.csv"),
      "INVALID_ARGUMENT",
      'has one list per user, but user "u0" has several tasks',
    );
    await expectError(
      () => read("r.txt"),
      "INVALID_ARGUMENT",
      "r.txt is not a .csv, .tsv, .jsonl or .parquet file.",
    );
  });
});
