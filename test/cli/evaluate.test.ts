import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { selectFitting } from "../../src/cli/baselines.js";
import { fitInteractions } from "../../src/data/split-targets.js";
import { createSyntheticDataset } from "../../src/data/synthetic.js";
import { createTasks } from "../../src/data/tasks.js";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { createFolder, ioOf, SMALL, star } from "./support.js";

describe("star evaluate", () => {
  it("prints a report that matches its schema, with policy names as in the flag", async () => {
    const out = await createFolder();
    const policies = ["random", "als", "teacher", "teacher:no-reflection"];
    const line = `evaluate --tasks 3 --draws 2 --json --policy ${policies.join(",")}`;
    const result = await star(line, SMALL, ["--out", out]);
    expect(result.code).toBe(0);
    const report = reportSchema.parse(JSON.parse(result.out));
    expect(report.rows.map(({ policy }) => policy)).toEqual(policies);
    expect(report.protocol).toMatchObject({ synthetic: true, tasks: 6, draws: 2, seed: 1 });
    expect(report.rows[2]).toMatchObject({ note: "offline model, no LLM", failed: 0 });
    expect(JSON.parse(await readFile(join(out, "report.json"), "utf8"))).toEqual(report);
    expect(await readFile(join(out, "report.html"), "utf8")).toContain("synthetic");
    const behavior = JSON.parse(await readFile(join(out, "behavior.json"), "utf8"));
    expect(behavior["teacher:no-reflection"]).toMatchObject({ revisedShare: 0 });
  });

  it("simulates latencies of graphs with --simulate-latency", async () => {
    const line = "evaluate --tasks 2 --policy popularity,teacher --simulate-latency --json";
    const { rows, simulation } = reportSchema.parse(JSON.parse((await star(line, SMALL)).out));
    expect(simulation).toEqual({ callMs: 300, tokenMs: 15 });
    expect(rows[0]).not.toHaveProperty("simulatedLatencyMs");
    expect(rows[1]?.simulatedLatencyMs?.p50).toBeGreaterThan(5 * 300); // at least five sequential calls
  });

  it("draws candidates by popularity, says so, and does not mix them with others", async () => {
    const out = await createFolder();
    const line = "evaluate --tasks 20 --coverage --policy popularity";
    const drawn = await star(`${line} --candidates popularity`, SMALL, ["--out", out]);
    expect(drawn.code).toBe(0);
    expect(drawn.out).toContain("20 candidates, negatives drawn by popularity, 1 draw");
    const report = reportSchema.parse(JSON.parse(await readFile(join(out, "report.json"), "utf8")));
    const uniform = await star(`${line} --json`, SMALL);
    const other = reportSchema.parse(JSON.parse(uniform.out));
    // The same held-out items, among more popular candidates.
    expect(report.catalog?.heldOut).toBe(other.catalog?.heldOut);
    expect(report.catalog?.candidates).toBeGreaterThan(other.catalog?.candidates ?? 1);
    expect(report.rows[0]?.HR).toBeLessThan(other.rows[0]?.HR ?? 0);
    const mixed = await star(line, SMALL, ["--out", out]);
    expect(mixed.code).toBe(1);
    expect(mixed.notes).toContain('negatives "popularity", now "uniform"');
  });

  it("ranks the whole catalog with --candidates all, and reports HR@k and NDCG@k", async () => {
    const out = await createFolder();
    const top = join(out, "top.csv");
    const dataset = createSyntheticDataset({ users: 40, items: 60, interactions: 800, seed: 1 });
    const { tasks } = createTasks(dataset, { split: "test", candidates: "all" });
    // Lists that have the held-out item in second place for the first half of the users.
    const rows = tasks.flatMap(({ userId, heldOut, candidates }, index) => {
      const [first, second] = candidates.filter((item) => item !== heldOut);
      return [`${userId},${first},1`, `${userId},${index % 2 === 0 ? heldOut : second},2`];
    });
    await writeFile(top, ["user_id,item_id,rank", ...rows].join("\n"));
    const policies = `random,popularity,item-knn,als,ease,mine=file:${top}`;
    const line = `evaluate --candidates all --policy ${policies}`;
    const result = await star(line, SMALL, ["--out", join(out, "report")]);
    expect(result.notes).not.toContain("left out");
    expect(result.code).toBe(0);
    expect(result.out).toMatch(/all items new to the user as candidates \(up to \d+\), 1 draw/);
    expect(result.out).toMatch(/policy +HR@10 +NDCG@10 +HR@20 +NDCG@20 +HR@100 +NDCG@100/);
    const folder = join(out, "report");
    const text = await readFile(join(folder, "report.json"), "utf8");
    const report = reportSchema.parse(JSON.parse(text));
    expect(await readFile(join(folder, "report.html"), "utf8")).toContain("NDCG at 100");
    const last = report.rows.at(-1);
    expect(last?.cutoffs?.map(({ k, HR }) => [k, HR])).toEqual([
      [10, 0.5],
      [20, 0.5],
      [100, 1],
    ]);
    expect(last?.MRR).toBeGreaterThan(0.25);
    // Counted independently: items that are new to the user and at least as popular as the held-out one.
    const counts = new Map<string, number>();
    for (const { itemIds } of fitInteractions(dataset, "test")) {
      for (const item of new Set(itemIds)) counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    const hits = tasks.map(({ userId, heldOut }) => {
      const own = new Set(
        Array.from(dataset.interactions)
          .filter((one) => one.userId === userId)
          .map(({ itemId }) => itemId),
      );
      const countOf = (item: string) => counts.get(item) ?? 0;
      const ahead = [...dataset.items.keys()].filter(
        (item) => !own.has(item) && countOf(item) >= countOf(heldOut),
      );
      return ahead.length < 10 ? 1 : 0;
    });
    const share = hits.reduce((sum: number, hit) => sum + hit, 0) / hits.length;
    expect(report.rows[1]?.cutoffs?.[0]?.HR).toBeCloseTo(share, 10);
    const again = await star(`${line} --at 7`, SMALL, ["--out", folder]);
    expect(again.notes).toContain("240 of 240 results are kept from before");
    expect(again.out).toMatch(/policy +HR@7 +NDCG@7\n/);
  });

  it.each([
    ["teacher", "reads its candidates in a conversation"],
    ["student:s1", "reads its candidates in a conversation"],
    ["react", "reads its candidates in a conversation"],
    ["learned-ranker", "is trained to rank about 20 candidates"],
  ])("refuses %s with --candidates all before any data is read", async (policy, reason) => {
    const line = `evaluate --candidates all --dataset movielens-100k --data-dir nowhere --json`;
    const { code, out } = await star(`${line} --policy ease,${policy}`);
    expect(code).toBe(2);
    const { error } = JSON.parse(out);
    expect(error.code).toBe("INVALID_ARGUMENT");
    expect(error.message).toContain(`The policy "${policy}" ${reason}`);
    expect(error.message).toContain(`Leave ${policy} out of --policy`);
  });

  it("leaves out default policies that cannot rank a whole catalog, and says so", async () => {
    const { code, out, notes } = await star("evaluate --candidates all --tasks 3 --json", SMALL);
    expect(code).toBe(0);
    const { rows } = reportSchema.parse(JSON.parse(out));
    expect(rows.map(({ policy }) => policy)).toEqual(["popularity", "item-knn", "ease"]);
    expect(notes).toContain("teacher is left out: it reads its candidates in a conversation");
  });

  it("prints coverage of the catalog only with --coverage", async () => {
    const line = "evaluate --tasks 20 --policy popularity,ease";
    expect((await star(`${line} --coverage`, SMALL)).out).toMatch(
      /policy +coverage@1 [\s\S]*ease [\s\S]*Coverage: percent/,
    );
    expect((await star(line, SMALL)).out).not.toContain("coverage@1");
  });

  it("prints a table that marks synthetic data", async () => {
    const { code, out } = await star("evaluate --tasks 20 --policy popularity,ease", SMALL);
    expect(code).toBe(0);
    expect(out).toMatch(/synthetic data[\s\S]*Synthetic data: [\s\S]*ease over popularity/);
  });
});

describe("star index", () => {
  it("saves an index that other commands load, only for the same data and split", async () => {
    const out = await createFolder();
    const saved = await star("index --split validation --json", SMALL, ["--out", out]);
    expect(JSON.parse(saved.out)).toMatchObject({ users: 40, split: "validation", ease: true });
    const line = "evaluate --tasks 20 --policy ease,als --json";
    const reuse = (split: string) => star(line, SMALL, ["--split", split, "--index", out]);
    const fitted = await star(line, SMALL, "--split validation");
    const rows = ({ out: text }: { out: string }) =>
      reportSchema.parse(JSON.parse(text)).rows.map(({ HR, MRR }) => ({ HR, MRR }));
    expect(rows(await reuse("validation"))).toEqual(rows(fitted));
    const mismatch = await reuse("test");
    expect(mismatch.code).toBe(1);
    expect(JSON.parse(mismatch.out)).toMatchObject({ error: { code: "INDEX_MISMATCH" } });
  });
});

describe("star evaluate on a catalog that is too large for a policy", () => {
  const LARGE = "--users 30 --items 12001 --interactions 400";

  it("leaves a default policy out, and says so", async () => {
    const { code, out, notes } = await star("evaluate --tasks 2 --json", LARGE);
    expect(code).toBe(0);
    expect(notes).toContain("ease is left out: the catalog has 12001 items, more than 12000.");
    expect(reportSchema.parse(JSON.parse(out)).rows.map(({ policy }) => policy)).toEqual([
      "popularity",
      "item-knn",
      "plain",
      "react",
      "teacher",
    ]);
  }, 60_000);

  it.each([
    "--policy als,ease",
    "--policy sasrec,als",
    "--policy als,esasrec",
    "--policy als,ease+sasrec",
    "--mean both=ease,popularity",
  ])("refuses %s before an index is read or fitted", async (flags) => {
    const line = `evaluate --tasks 2 --json --index does-not-exist ${flags}`;
    const { code, out, notes } = await star(line, LARGE);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "CATALOG_TOO_LARGE" } });
    expect(out).toMatch(
      /The policy \\"(ease|e?sasrec|ease\+sasrec)\\" can be fitted on at most 12000 items/,
    );
    expect(notes).not.toContain("left out");
  });

  it("evaluates the same policies on the largest catalog that they allow", () => {
    const policies = ["ease", "sasrec", "als"];
    const note = () => expect.unreachable();
    const required = policies;
    expect(selectFitting(policies, { items: 12_000, required }, ioOf({ note }))).toEqual(policies);
  });
});
