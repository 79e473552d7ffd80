import { describe, expect, it } from "vitest";
import { formatPaired, formatTable } from "../../src/evaluation/table.js";
import { makeReport, makeRow } from "./support.js";

const teacher = makeRow("teacher", {
  note: "simulated: offline model, no LLM",
  modelCalls: 9.44,
  tokens: 6580,
  latencyMs: { p50: 42, p95: 1500 },
  failed: 3,
  completed: 97,
});

describe("formatTable", () => {
  it("prints percentages, the interval, costs and remarks, aligned", () => {
    const lines = formatTable(makeReport([makeRow("ease"), teacher])).split("\n");
    expect(lines).toEqual([
      "tiny, classic, test split, 100 tasks, 20 candidates, uniform negatives, 1 draw, seed 7, ties count against the policy",
      "",
      "policy       HR          HR@1  HR@3  HR@5  NDCG@5  NDCG@10   MRR  calls  tokens     p50     p95",
      "ease       50.0  ± 10.0  50.0  50.0  50.0    50.0     50.0  50.0      –       –  1.0 ms  2.0 ms",
      "teacher *  50.0  ± 10.0  50.0  50.0  50.0    50.0     50.0  50.0    9.4    6580   42 ms   1.5 s",
      "",
      "Percent; HR is the mean of HR@1, HR@3 and HR@5; ± spans its 95% bootstrap interval over users.",
      "* teacher: simulated: offline model, no LLM.",
      "* teacher: failed on 3 of 100 tasks, which count as misses.",
    ]);
  });

  it("reports synthetic data and incomplete rankings", () => {
    const rows = [makeRow("student", { appended: 5 })];
    const table = formatTable(makeReport(rows, { synthetic: true }));
    expect(table).toContain("tiny (synthetic data)");
    expect(table).toContain("Synthetic data: these figures show that the pipeline works");
    expect(table).toContain("* student: left out candidates on 5 of 100 tasks.");
  });

  it("labels simulated latency and describes its model", () => {
    const simulated = { ...teacher, simulatedLatencyMs: { p50: 14_900, p95: 23_700 } };
    const report = makeReport([makeRow("ease"), simulated]);
    const table = formatTable({ ...report, simulation: { callMs: 300, tokenMs: 15 } });
    const [header, ease, row] = table.split("\n").slice(2);
    expect(header).toMatch(/p95 {2}simulated p50 {2}simulated p95$/);
    expect(ease).toMatch(/2\.0 ms +– +–$/);
    expect(row).toMatch(/1\.5 s +15 s +24 s$/);
    expect(table).toContain("Simulated latency: a model that takes 300 ms a call and 15 ms a gen");
  });

  it("replaces control characters in names", () => {
    const table = formatTable(makeReport([makeRow("\u001b[2J")], { dataset: "a\rb" }));
    expect(table).toContain("\ufffd[2J");
    expect(table).toContain("a\ufffdb");
  });
});

describe("formatPaired", () => {
  it("prints points, interval, p-value, detectable difference and verdict", () => {
    const report = makeReport([makeRow("ease"), makeRow("teacher")]);
    const verdicts = [
      ...report.paired,
      ...[0.049, 0.05].map((adjustedP) => ({
        a: "x",
        b: "y",
        difference: -0.05,
        ci95: [-0.08, -0.02] as [number, number],
        p: 0.0001,
        adjustedP,
        detectable: 0.0421,
      })),
    ];
    expect(formatPaired({ ...report, paired: verdicts }).split("\n")).toEqual([
      "HR, paired         points   95% interval      p  detectable",
      "teacher over ease   +10.0  [−1.0, +21.0]   0.12        15.0  undecided",
      "x over y             −5.0   [−8.0, −2.0]  0.049         4.2      worse",
      "x over y             −5.0   [−8.0, −2.0]  0.050         4.2  undecided",
      "",
      "p: randomization test over users, adjusted by Holm for 3 comparisons; below 0.05 a difference is decided. Detectable: the difference that would be found with a probability of 80%.",
    ]);
  });
});
