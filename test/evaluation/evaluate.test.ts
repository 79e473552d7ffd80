import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.js";
import { randomPolicy } from "../../src/evaluation/policies.js";
import type { RecordStore, TaskRecord } from "../../src/evaluation/task-record.js";
import type { Policy, VisibleTask } from "../../src/types.js";
import { makeTasks, rankedPolicy } from "./support.js";

const resamples = 20;

describe("evaluate", () => {
  it("evaluates every policy on every task", async () => {
    const { rows, protocol } = await evaluate({
      policies: [rankedPolicy("fair", [1, 2, 4, 9])],
      tasks: makeTasks(4),
      resamples,
    });
    // HR@1 1/4, HR@3 2/4, HR@5 3/4, HR their mean; MRR (1 + 1/2 + 1/4 + 1/9) / 4
    expect(rows[0]).toMatchObject({ "HR@1": 0.25, "HR@3": 0.5, "HR@5": 0.75, tasks: 4 });
    expect(rows[0]?.HR).toBeCloseTo(0.5, 10);
    expect(rows[0]?.MRR).toBeCloseTo(0.46528, 5);
    // NDCG@5 (1 + 1/log2(3) + 1/log2(5)) / 4; NDCG@10 adds 1/log2(10)
    expect(rows[0]?.["NDCG@5"]).toBeCloseTo(0.5154, 4);
    expect(rows[0]?.["NDCG@10"]).toBeCloseTo(0.59066, 5);
    expect(protocol).toEqual({
      dataset: "tiny",
      synthetic: false,
      scenario: "classic",
      split: "test",
      candidateCount: 20,
      negatives: "uniform",
      draws: 1,
      seed: 7,
      tasks: 4,
      ties: "against",
    });
  });

  it("passes a policy a copy of the task without the held-out item", async () => {
    const seen: VisibleTask[] = [];
    const meddler: Policy = {
      name: "meddler",
      rank: async (task) => {
        seen.push(structuredClone(task));
        Reflect.apply(Array.prototype.reverse, task.candidates, []);
        return { ranking: task.candidates };
      },
    };
    const tasks = makeTasks(2);
    const before = structuredClone(tasks);
    await evaluate({ policies: [meddler, { ...meddler, name: "next" }], tasks, resamples });
    expect(tasks).toEqual(before);
    const { heldOut: _heldOut, ...visible } = before[0]!;
    expect(seen[0]).toEqual(visible);
    expect(Object.keys(seen[3]!)).not.toContain("heldOut");
  });

  it("counts a failure as a miss, records the reason and continues", async () => {
    const fragile: Policy = {
      name: "fragile",
      rank: async ({ userId }) => {
        if (userId === "u0") throw new Error("no connection");
        return userId === "u1" ? { ranking: ["nowhere"] } : { ranking: ["a"], modelCalls: 3 };
      },
    };
    const { rows, records } = await evaluate({
      policies: [fragile],
      tasks: makeTasks(4, { candidates: 2 }),
      resamples,
    });
    // two of four tasks fail: every metric is one half, even HR@5 with only two candidates
    expect(rows[0]).toMatchObject({ "HR@5": 0.5, MRR: 0.5, completed: 2, failed: 2, appended: 2 });
    expect(rows[0]).toMatchObject({ modelCalls: 3, tokens: null });
    expect(records.map(({ error }) => error)).toEqual([
      "no connection",
      expect.stringContaining("nowhere"),
      null,
      null,
    ]);
  });

  it("states how negatives were drawn, and does not average over several ways", async () => {
    const policies = [rankedPolicy("one", [1])];
    const tasks = makeTasks(2).map((task) => ({
      ...task,
      candidateSampling: "popularity" as const,
    }));
    const { protocol } = await evaluate({ policies, tasks, resamples });
    expect(protocol.negatives).toBe("popularity");
    const [first] = makeTasks(1);
    const mixed = evaluate({ policies, tasks: [first!, tasks[1]!], resamples });
    await expect(mixed).rejects.toThrow("uniform, popularity");
  });

  it("ranks among whole catalogs, where lists differ in length, and omitted candidates are ties", async () => {
    const whole = makeTasks(2, { candidates: 6, heldOut: "b" }).map((task, user) => ({
      ...task,
      candidates: task.candidates.slice(0, 6 - user),
      candidateSampling: "all" as const,
    }));
    const one: Policy = { name: "one", rank: async () => ({ ranking: ["c"] }) };
    const first: Policy = {
      name: "first",
      rank: async ({ candidates }) => ({ scores: candidates.map((item) => (item < "d" ? 2 : 1)) }),
    };
    const { protocol, rows, records } = await evaluate({
      policies: [one, first],
      tasks: whole,
      cutoffs: [3, 5],
      resamples,
    });
    expect(protocol).toMatchObject({ negatives: "all", candidateCount: 6 });
    // The first policy omits b: it is behind all others. The second one gives a, b and c the same score.
    expect(records.map(({ rank }) => rank)).toEqual([6, 5, 3, 3]);
    expect(rows.map(({ cutoffs }) => cutoffs?.map(({ k, HR, NDCG }) => [k, HR, NDCG]))).toEqual([
      // NDCG@5 of the ranks 6 and 5: half of 1 / log2(6) = 0.38685
      [
        [3, 0, 0],
        [5, 0.5, expect.closeTo(0.19343, 5)],
      ],
      [
        [3, 1, 0.5],
        [5, 1, 0.5],
      ],
    ]);
    expect(rows[1]?.cutoffs?.[0]?.ci95).toEqual({ HR: [1, 1], NDCG: [0.5, 0.5] });
    // The catalog is not shuffled, so that a position says nothing.
    expect(records.map(({ firstPosition }) => firstPosition)).toEqual([null, null, null, null]);
    expect(rows[0]).not.toHaveProperty("firstPosition");
  });

  it("rejects a cutoff that is not a positive integer", async () => {
    const policies = [rankedPolicy("one", [1])];
    const run = evaluate({ policies, tasks: makeTasks(1), cutoffs: [10, 0] });
    await expect(run).rejects.toThrow("cutoffs is 0. Pass a positive integer.");
  });

  it("reports no latency if no task was answered", async () => {
    const silent: Policy = { name: "silent", rank: async () => ({}) };
    const { rows } = await evaluate({ policies: [silent], tasks: makeTasks(2), resamples });
    expect(rows[0]).toMatchObject({ latencyMs: { p50: null, p95: null }, HR: 0, failed: 2 });
  });

  it("measures latency unless the answer has one", async () => {
    const policies = [rankedPolicy("stated", [1]), randomPolicy(1)];
    const { rows } = await evaluate({ policies, tasks: makeTasks(2), resamples });
    expect(rows[0]?.latencyMs).toEqual({ p50: 10, p95: 10 });
    expect(rows[1]?.latencyMs.p50).toBeGreaterThanOrEqual(0);
  });

  it("gives the same records for every concurrency", async () => {
    const slowFirst: Policy = {
      name: "slow first",
      rank: async ({ userId, candidates }) => {
        await new Promise((resolve) => setTimeout(resolve, userId === "u0" ? 5 : 0));
        return { ranking: candidates, latencyMs: 1 };
      },
    };
    const run = (concurrency: number) =>
      evaluate({
        policies: [slowFirst],
        tasks: makeTasks(5, { draws: 2 }),
        concurrency,
        resamples,
      });
    expect(await run(4)).toEqual(await run(1));
  });

  it("reports its progress", async () => {
    const steps: unknown[] = [];
    const policies = [rankedPolicy("one", [1]), { name: "two", rank: async () => ({}) }];
    const onProgress = (progress: unknown) => steps.push(progress);
    await evaluate({ policies, tasks: makeTasks(1), resamples, onProgress });
    expect(steps).toEqual([
      { policy: "one", done: 1, total: 2, failed: 0 },
      { policy: "two", done: 2, total: 2, failed: 1 },
    ]);
  });

  it("rejects with the signal's reason without waiting for a policy that hangs", async () => {
    const controller = new AbortController();
    let started = 0;
    const hanging: Policy = {
      name: "hanging",
      rank: () => {
        if (++started === 2) controller.abort(new Error("enough"));
        return started === 2 ? new Promise(() => {}) : Promise.resolve({ ranking: [] });
      },
    };
    const { signal } = controller;
    const run = evaluate({ policies: [hanging], tasks: makeTasks(9), resamples, signal });
    await expect(run).rejects.toThrow("enough");
    expect(started).toBe(2);
    const late = evaluate({ policies: [hanging], tasks: makeTasks(9), resamples, signal });
    await expect(late).rejects.toThrow("enough");
  });

  it("asks only for the records that a store lacks, and gives it the new ones", async () => {
    const tasks = makeTasks(3);
    const policies = [rankedPolicy("one", [1, 2, 4]), rankedPolicy("two", [3])];
    const { records } = await evaluate({ policies, tasks, resamples });
    const kept = records.filter(({ policy, userId }) => policy === "one" && userId !== "u1");
    const added: TaskRecord[] = [];
    const store: RecordStore = {
      find: (policy, id) => kept.find((record) => record.policy === policy && record.taskId === id),
      add: async (record) => void added.push(record),
    };
    const done: number[] = [];
    const onProgress = (progress: { done: number }) => done.push(progress.done);
    const again = await evaluate({ policies, tasks, resamples, store, onProgress });
    expect(again.records).toEqual(records);
    expect(added.map(({ policy, userId }) => `${policy} ${userId}`)).toEqual([
      "one u1",
      "two u0",
      "two u1",
      "two u2",
    ]);
    expect(done).toEqual([3, 4, 5, 6]);
  });

  it("gives a store no record of work that was given up, and ends when the store fails", async () => {
    const controller = new AbortController();
    const added: TaskRecord[] = [];
    const add = async (record: TaskRecord) => void added.push(record);
    const stopping: Policy = {
      name: "stopping",
      rank: async ({ userId, candidates }) => {
        if (userId !== "u1") return { ranking: candidates };
        controller.abort(new Error("enough"));
        throw new Error("given up");
      },
    };
    const options = { policies: [stopping], tasks: makeTasks(3), resamples };
    const { signal } = controller;
    const run = evaluate({ ...options, signal, store: { find: () => undefined, add } });
    await expect(run).rejects.toThrow("enough");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(added.map(({ userId }) => userId)).toEqual(["u0"]);

    const full = { find: () => undefined, add: () => Promise.reject(new Error("disk full")) };
    await expect(evaluate({ ...options, store: full })).rejects.toThrow("disk full");
  });

  it.each([
    { change: { tasks: [] }, problem: "tasks is empty" },
    { change: { policies: [] }, problem: "policies is empty" },
    { change: { policies: [randomPolicy(1), randomPolicy(2)] }, problem: 'have the name "random"' },
    { change: { tasks: [...makeTasks(1), ...makeTasks(1)] }, problem: "Duplicate task" },
    { change: { tasks: [makeTasks(2)[0]!, { ...makeTasks(2)[1]!, seed: 8 }] }, problem: "7, 8" },
    { change: { concurrency: 0 }, problem: "concurrency is 0" },
  ])("rejects invalid input: $problem", async ({ change, problem }) => {
    const run = evaluate({ policies: [randomPolicy(1)], tasks: makeTasks(1), ...change });
    await expect(run).rejects.toThrow(problem);
  });
});
