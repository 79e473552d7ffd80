import { adjustByHolm } from "../../src/evaluation/significance.js";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { METRIC_NAMES } from "../../src/evaluation/metrics.js";
import { reportSchema } from "../../src/evaluation/report-schema.js";
import { describeEnvironment, createReport } from "../../src/evaluation/report.js";
import type { Policy } from "../../src/types.js";
import { makeTasks, rankedPolicy } from "./support.js";

async function makeReport(users = 6) {
  const evaluation = await evaluate({
    policies: [
      rankedPolicy("weak", [2, 8, 20]),
      rankedPolicy("middle", [1, 5, 9]),
      rankedPolicy("strong", [1]),
    ],
    tasks: makeTasks(users, { draws: 2 }),
    synthetic: true,
    notes: { strong: "simulated" },
  });
  return createReport({ evaluation });
}

describe("createReport", () => {
  it("matches the published schema, before and after JSON", async () => {
    const report = await makeReport();
    expect(reportSchema.parse(report)).toEqual(report);
    expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(report.protocol).toMatchObject({ synthetic: true, draws: 2, tasks: 12 });
    expect(report.rows.map(({ note }) => note)).toEqual([undefined, undefined, "simulated"]);
    expect(Object.keys(report.rows[0]?.ci95 ?? {})).toEqual([...METRIC_NAMES]);
  });

  it("has the simulated latencies of policies that report them, and the model", async () => {
    const timed: Policy = {
      name: "timed",
      rank: async ({ candidates, userId }) => ({
        ranking: candidates,
        simulatedLatencyMs: 1000 * (1 + Number(userId.slice(1))), // 1, 2 and 3 s
      }),
    };
    const policies = [rankedPolicy("weak", [2]), timed];
    const evaluation = await evaluate({ policies, tasks: makeTasks(3) });
    const simulation = { callMs: 300, tokenMs: 15 };
    const report = createReport({ evaluation, simulation });
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.rows[0]).not.toHaveProperty("simulatedLatencyMs");
    expect(report.rows[1]?.simulatedLatencyMs).toEqual({ p50: 2000, p95: 2900 });
    expect(report.simulation).toEqual(simulation);
  });

  it("compares every policy with every earlier one", async () => {
    const { paired, rows } = await makeReport();
    expect(paired.map(({ a, b }) => `${a} - ${b}`)).toEqual([
      "middle - weak",
      "strong - weak",
      "strong - middle",
    ]);
    const [weak, middle] = rows;
    expect(paired[0]?.difference).toBeCloseTo((middle?.HR ?? 0) - (weak?.HR ?? 0), 10);
    expect(paired.map(({ adjustedP }) => adjustedP)).toEqual(
      adjustByHolm(paired.map(({ p }) => p)),
    );
    expect(paired[0]?.adjustedP).toBeGreaterThan(paired[0]?.p ?? 1);
  });

  it("gives the same bytes for the same seed", async () => {
    expect(JSON.stringify(await makeReport())).toBe(JSON.stringify(await makeReport()));
  });

  it("has intervals that contain their figures", async () => {
    for (const row of (await makeReport(60)).rows)
      for (const name of METRIC_NAMES) {
        expect(row.ci95[name][0]).toBeLessThanOrEqual(row[name] + 1e-12);
        expect(row.ci95[name][1]).toBeGreaterThanOrEqual(row[name] - 1e-12);
      }
  });

  it("completed and failed tasks add up to all", async () => {
    for (const { tasks, completed, failed } of (await makeReport()).rows)
      expect(completed + failed).toBe(tasks);
  });
});

describe("createReport, with means", () => {
  const policies = [
    rankedPolicy("weak 1", [2]), // HR 2/3
    rankedPolicy("weak 2", [4]), // 1/3
    rankedPolicy("strong 1", [1]), // 1
    rankedPolicy("strong 2", [2]),
    rankedPolicy("other", [6]), // 0
  ];
  const means = [
    { name: "weak", of: ["weak 1", "weak 2"] },
    { name: "strong", of: ["strong 1", "strong 2"] },
  ];

  it("averages policies and pairs them in order", async () => {
    const evaluation = await evaluate({ policies, tasks: makeTasks(3) });
    const report = createReport({ evaluation, means });
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.rows.slice(5)).toMatchObject([
      { policy: "weak", HR: expect.closeTo(0.5, 9), note: "mean of 2", tasks: 6 },
      { policy: "strong", HR: expect.closeTo(5 / 6, 9) },
    ]);
    const difference = (a: string, b: string) =>
      report.paired.find((row) => row.a === a && row.b === b)?.difference;
    expect(difference("strong", "weak")).toBeCloseTo(1 / 3, 9);
    expect(difference("strong", "other")).toBeCloseTo(5 / 6, 9);
  });

  it("rejects a mean of policies that were not evaluated, and a duplicate name", async () => {
    const evaluation = await evaluate({ policies, tasks: makeTasks(3) });
    const refused = { code: "INVALID_ARGUMENT" };
    for (const mean of [
      { name: "all", of: ["weak 3"] },
      { name: "none", of: [] },
      { name: "other", of: ["weak 1"] },
    ])
      expect(() => createReport({ evaluation, means: [mean] })).toThrow(
        expect.objectContaining(refused),
      );
  });
});

describe("reportSchema", () => {
  it("rejects percentages and unknown fields", async () => {
    const report = await makeReport();
    const rows = [{ ...report.rows[0], HR: 65.5 }];
    expect(reportSchema.safeParse({ ...report, rows }).success).toBe(false);
    expect(reportSchema.safeParse({ ...report, date: "today" }).success).toBe(false);
  });
});

describe("describeEnvironment", () => {
  it("reports Node, machine and package", () => {
    const environment = describeEnvironment();
    expect(environment.node).toBe(process.version);
    expect(environment.packageVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(environment.cpuCount).toBeGreaterThan(0);
  });
});
