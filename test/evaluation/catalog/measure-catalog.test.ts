import { describe, expect, it } from "vitest";
import { formatCatalog } from "../../../src/evaluation/catalog/catalog-table.js";
import { measureCatalog } from "../../../src/evaluation/catalog/measure-catalog.js";
import { popularityPercentiles } from "../../../src/evaluation/catalog/popularity-percentiles.js";
import { evaluate } from "../../../src/evaluation/evaluate.js";
import { renderReportHtml } from "../../../src/evaluation/report-html.js";
import { reportSchema } from "../../../src/evaluation/report-schema.js";
import { createReport } from "../../../src/evaluation/report.js";
import { topItems } from "../../../src/evaluation/top-items.js";
import type { Policy, RecommendationTask } from "../../../src/types.js";
import { makeTask } from "../support.js";

// Sorted counts 0, 2, 2, 5, 9: d 0.5/5, b and c (1 + 3)/2/5, e 3.5/5, a 4.5/5.
const interactions = new Map(Object.entries({ a: 9, b: 2, c: 2, d: 0, e: 5 }));

describe("popularityPercentiles", () => {
  it.each([
    ["d", 0.1],
    ["b", 0.4],
    ["c", 0.4],
    ["e", 0.7],
    ["a", 0.9],
    ["not in the catalog", 0.1],
  ])("of %s is %d", (item, expected) => {
    expect(popularityPercentiles(interactions)(item)).toBeCloseTo(expected, 10);
  });

  it("has the mean 0.5 over any catalog", () => {
    const counts = [3, 3, 3, 7, 0, 12, 0, 1_000_000];
    const percentileOf = popularityPercentiles(new Map(counts.map((count, i) => [`${i}`, count])));
    const sum = counts.reduce((total, _, i) => total + percentileOf(`${i}`), 0);
    expect(sum / counts.length).toBeCloseTo(0.5, 10);
  });
});

describe("topItems", () => {
  const candidates = ["a", "b", "c", "d", "e", "f"];
  it.each([
    { answer: { ranking: ["f", "e", "d", "c", "b", "a"] }, expected: "fedcb" },
    { answer: { ranking: ["c"] }, expected: "cabde" },
    { answer: { scores: [1, 3, 3, 9, 0, 3] }, expected: "dbcfa" },
    { answer: { scores: [-Infinity, 0, Infinity, Infinity, -Infinity, 1] }, expected: "cdfba" },
    { answer: { ranking: ["e"], scores: [1, 2, 3, 4, 5, 6] }, expected: "efdcb" },
  ])("of $answer is $expected", ({ answer, expected }) => {
    expect(topItems(answer, candidates).join("")).toBe(expected);
  });

  it("has no more items than there are candidates", () => {
    expect(topItems({ ranking: [] }, ["a", "b"])).toEqual(["a", "b"]);
  });
});

const record = (policy: string, userId: string, top: readonly string[]) => ({
  policy,
  userId,
  taskId: userId,
  rank: 1,
  appended: 0,
  error: null,
  top,
  modelCalls: null,
  tokens: null,
  latencyMs: null,
  simulatedLatencyMs: null,
});
const task = (userId: string, candidates: readonly string[]): RecommendationTask => ({
  ...makeTask(),
  id: userId,
  userId,
  candidates,
  heldOut: candidates[0] ?? "",
});

describe("measureCatalog", () => {
  const tasks = [task("u1", ["a", "b", "d"]), task("u2", ["e", "b", "d"])];

  it("counts items over tasks, and averages percentiles over users", () => {
    const one = [record("one", "u1", ["a", "b", "d"]), record("one", "u2", ["b", "e", "d"])];
    const report = measureCatalog([{ name: "one", members: [one] }], { tasks, interactions });
    expect(report).toMatchObject({ items: 4, heldOut: 0.8 }); // a, b, d, e; (0.9 + 0.7) / 2
    // ((0.9 + 0.4 + 0.1) / 3 + (0.7 + 0.4 + 0.1) / 3) / 2
    expect(report.candidates).toBeCloseTo(1.3 / 3, 10);
    const [row] = report.rows;
    expect(row?.coverage).toEqual({ "@1": 0.5, "@3": 1, "@5": 1 }); // a and b; all four
    expect(row?.popularity["@1"]).toBeCloseTo(0.65, 10); // (0.9 + 0.4) / 2
    expect(row?.popularity["@3"]).toBeCloseTo(1.3 / 3, 10); // all candidates
  });

  it("weighs users equally, whatever their numbers of tasks", () => {
    const records = [
      record("one", "u1", ["a"]),
      record("one", "u1", ["b"]),
      record("one", "u2", ["d"]),
    ];
    const [row] = measureCatalog([{ name: "one", members: [records] }], {
      tasks,
      interactions,
    }).rows;
    expect(row?.popularity["@1"]).toBeCloseTo(0.375, 10); // ((0.9 + 0.4) / 2 + 0.1) / 2
    expect(row?.coverage["@1"]).toBe(0.75);
  });

  it("leaves tasks without an answer out of popularity, and averages the coverage of a mean's policies", () => {
    const silent = [{ ...record("silent", "u1", []), top: undefined, error: "no answer" }];
    const [none, mean] = measureCatalog(
      [
        { name: "silent", members: [silent] },
        { name: "mean", members: [[record("one", "u1", ["a"])], [record("two", "u2", ["b"])]] },
      ],
      { tasks, interactions },
    ).rows;
    expect(none).toMatchObject({ coverage: { "@1": 0 }, popularity: { "@1": null, "@5": null } });
    expect(mean?.coverage["@1"]).toBe(0.25);
    expect(mean?.popularity["@1"]).toBeCloseTo(0.65, 10);
  });

  it("has no figures for answers whose first items were not kept, rather than low ones", () => {
    const old = { ...record("old", "u2", []), top: undefined };
    const members = [[record("old", "u1", ["a"]), old]];
    const [row] = measureCatalog([{ name: "old", members }], { tasks, interactions }).rows;
    expect(row).toMatchObject({ coverage: { "@1": null }, popularity: { "@5": null } });
  });
});

describe("a report with coverage and popularity", () => {
  const tasks = [task("u1", ["a", "b", "d"]), task("u2", ["e", "b", "d"])];
  const popular: Policy = {
    name: "popular",
    rank: async ({ candidates }) => ({ scores: candidates.map((id) => interactions.get(id) ?? 0) }),
  };
  const failing: Policy = { name: "failing", rank: async () => ({}) };
  const reportOf = async () => {
    const evaluation = await evaluate({ policies: [popular, failing], tasks, resamples: 20 });
    return { evaluation, report: createReport({ evaluation, catalog: { tasks, interactions } }) };
  };

  it("has a table of its own, as text and in HTML, and only where it was asked for", async () => {
    const { evaluation, report } = await reportOf();
    expect(reportSchema.parse(report)).toEqual(report);
    const text = formatCatalog(report);
    expect(text).toMatch(/^popular +50\.0 +100\.0 +100\.0 +80\.0 +43\.3 +43\.3$/m);
    expect(text).toMatch(/^failing +0\.0 +0\.0 +0\.0 +– +– +–$/m);
    expect(text).toContain("of the 4 items among all candidates");
    expect(text).toContain("candidates 43.3, held-out items 80.0.");
    const page = await renderReportHtml(report);
    expect(page).toContain("Coverage and popularity");
    expect(page).toContain("popularity@5");
    const plain = createReport({ evaluation });
    expect([formatCatalog(plain), "catalog" in plain]).toEqual(["", false]);
    expect(await renderReportHtml(plain)).not.toContain("popularity@5");
  });
});
