import { describe, expect, it } from "vitest";
import { protocolOf } from "../../../src/evaluation/protocol.js";
import {
  compareEvaluations,
  type EvaluationFolder,
} from "../../../src/evaluation/records/compare-evaluations.js";
import type { Configuration, KeptRecord } from "../../../src/evaluation/records/record-lines.js";
import { reportSchema } from "../../../src/evaluation/report-schema.js";
import { expectError } from "../../data/support.js";
import { makeTasks } from "../support.js";

const tasks = makeTasks(4);
const configuration = {
  ...protocolOf({ tasks }),
  version: "1.0.0",
  "task list": "abc",
  simulation: null,
};

/** Records with these ranks for u0 to u3. */
function recordsOf(policy: string, ranks: readonly number[]): KeptRecord[] {
  return ranks.map((rank, index) => {
    const { id, userId } = tasks[index]!;
    const cost = { modelCalls: null, tokens: 100 * rank, latencyMs: 5, simulatedLatencyMs: 7 };
    return { policy, taskId: id, userId, rank, appended: 0, error: null, ...cost };
  });
}

function folderOf(
  name: string,
  ranks: Readonly<Record<string, readonly number[]>>,
  change: { readonly configuration?: Configuration; readonly policies?: Configuration } = {},
): EvaluationFolder {
  const records = Object.entries(ranks).map(([policy, own]) => {
    // In another order than the tasks.
    const kept = recordsOf(policy, own).toReversed();
    return [policy, new Map(kept.map((record) => [record.taskId, record]))] as const;
  });
  const policies = new Map(Object.keys(ranks).map((policy) => [policy, change.policies ?? {}]));
  return {
    name,
    content: {
      configuration: { ...configuration, ...change.configuration },
      policies,
      records: new Map(records),
    },
  };
}

const before = folderOf("old", { one: [1, 2, 4, 9], two: [5, 5, 5, 5] });

describe("compareEvaluations", () => {
  it("pairs tasks of policies with the same name, after minus before", () => {
    const after = folderOf("new", { one: [1, 1, 3, 9], three: [1, 1, 1, 1] });
    const { rows, paired, differences, ...rest } = compareEvaluations({ before, after });
    // HR of ranks 1, 2, 3, 4 and 9 is 1, 2/3, 2/3, 1/3 and 0.
    expect(rows.map(({ policy, HR, tokens }) => [policy, HR.toFixed(4), tokens])).toEqual([
      ["old: one", "0.5000", 400],
      ["new: one", "0.6667", 350],
    ]);
    expect(paired).toHaveLength(1);
    expect(paired[0]).toMatchObject({ a: "new: one", b: "old: one" });
    expect(paired[0]?.difference).toBeCloseTo(1 / 6, 10); // (0 + 1/3 + 1/3 + 0) / 4
    expect(paired[0]?.ci95[0]).toBeGreaterThanOrEqual(0);
    expect(paired[0]?.adjustedP).toBe(paired[0]?.p);
    expect(differences).toEqual([]);
    // Everything but the machine is a report.
    const { environment: _, ...shape } = reportSchema.shape;
    expect(Object.keys(rest).every((key) => key in shape)).toBe(true);
  });

  it("compares named pairs, adjusts for their number, and shows a row once", () => {
    const after = folderOf("new", { three: [1, 1, 1, 1], four: [1, 2, 4, 9] });
    const pairs = [
      ["one", "three"],
      ["one", "four"],
    ] as const;
    const { rows, paired } = compareEvaluations({ before, after, pairs });
    expect(rows.map(({ policy }) => policy)).toEqual(["old: one", "new: three", "new: four"]);
    expect(paired.map(({ difference }) => difference)).toEqual([0.5, 0]);
    expect(paired[0]?.adjustedP).toBeCloseTo(Math.min(1, 2 * (paired[0]?.p ?? 0)), 10);
  });

  it("says what else differs, and shows simulated latencies only of one model", () => {
    const simulation = { callMs: 300, tokenMs: 15 };
    const after = folderOf(
      "new",
      { one: [1, 2, 4, 9] },
      { configuration: { version: "2.0.0", simulation }, policies: { weights: "f00" } },
    );
    const compared = compareEvaluations({ before, after });
    expect(compared.differences).toEqual([
      'version "1.0.0" and "2.0.0"',
      'simulation null and {"callMs":300,"tokenMs":15}',
      'one: weights not given and "f00"',
    ]);
    expect(compared.simulation).toBeUndefined();
    expect(compared.rows[0]).not.toHaveProperty("simulatedLatencyMs");
    const same = { configuration: { simulation } };
    const both = compareEvaluations({
      before: folderOf("old", { one: [1, 2, 4, 9] }, same),
      after: folderOf("new", { one: [1, 2, 4, 9] }, same),
    });
    expect(both.simulation).toEqual(simulation);
    expect(both.rows[0]?.simulatedLatencyMs).toEqual({ p50: 7, p95: 7 });
  });

  it.each([
    { change: { seed: 8 }, difference: "seed 7 and 8" },
    { change: { negatives: "popularity" }, difference: 'negatives "uniform" and "popularity"' },
    { change: { "task list": "xyz" }, difference: 'task list "abc" and "xyz"' },
  ])("refuses other tasks: $difference", async ({ change, difference }) => {
    const after = folderOf("new", { one: [1, 1, 1, 1] }, { configuration: change });
    await expectError(
      () => compareEvaluations({ before, after }),
      "INVALID_ARGUMENT",
      `old and new are evaluations of different tasks: ${difference}.`,
    );
  });

  it("refuses policies without the records of all tasks, and folders with nothing in common", async () => {
    const partly = folderOf("new", { one: [1, 2] });
    await expectError(
      () => compareEvaluations({ before, after: partly }),
      "INVALID_ARGUMENT",
      'new has records of "one" for 2 of 4 tasks.',
    );
    const after = folderOf("new", { three: [1, 1, 1, 1] });
    await expectError(
      () => compareEvaluations({ before, after }),
      "INVALID_ARGUMENT",
      "old has one, two; new has three",
      "--pair",
    );
    await expectError(
      () => compareEvaluations({ before, after, pairs: [["none", "three"]] }),
      "INVALID_ARGUMENT",
      'old has records of "none" for 0 of 4 tasks.',
    );
    const content = { configuration: undefined, policies: new Map(), records: new Map() };
    await expectError(
      () => compareEvaluations({ before, after: { name: "new", content } }),
      "INVALID_ARGUMENT",
      "new has no records",
    );
  });
});
