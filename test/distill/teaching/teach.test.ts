import { once } from "node:events";
import { appendFile, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backUpForeignFile } from "../../../src/distill/teaching/results/foreign-file.js";
import { GRACE_MS } from "../../../src/distill/teaching/run-jobs.js";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import type { TeachOptions } from "../../../src/distill/teaching/teach-options.js";
import { teach } from "../../../src/distill/teaching/teach.js";
import { listTrajectoryIds, readTrajectories } from "../../../src/trajectory/trajectory-file.js";
import { taskOf, trajectoryOf } from "./support.js";

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "star-teach-")), "out.jsonl");
});

const tasks = [0, 1, 2, 3].map((user) => taskOf(user));
const ids = tasks.map(({ id }) => `${id}#0`);

type Teacher = TeachOptions["teacher"];
afterEach(() => {
  vi.useRealTimers();
});

/** A teacher that finishes later tasks first and fails on the third. */
function createTeacher() {
  const ran: string[] = [];
  const record: Teacher["record"] = async ({ task, sample }) => {
    ran.push(`${task.id}#${sample}`);
    await setTimeout(20 - 5 * Number(task.userId.slice(1)));
    const failure = { status: "failed", error: "Error: no" } as const;
    return trajectoryOf(task, {
      id: `${task.id}#${sample}`,
      sample,
      ...(task.userId === "u2" && failure),
    });
  };
  return { ran, record };
}

const run = (change: Partial<TeachOptions> = {}) =>
  teach({ teacher: createTeacher(), settings, fingerprint: "print", tasks, path, ...change });

describe("teach", () => {
  it("writes in the order of the tasks and continues after a failure", async () => {
    const result = await run();
    expect([...(await listTrajectoryIds(path))]).toEqual(ids);
    expect(result).toMatchObject({ done: 4, total: 4, skipped: 0, stopReason: null });
    expect(result.statuses).toMatchObject({ completed: 3, failed: 1 });
    expect(result.errors).toEqual([{ error: "Error: no", count: 1 }]);
  });

  it("runs only what is missing, after removing an incomplete last line", async () => {
    await run({ tasks: tasks.slice(0, 2) });
    await appendFile(path, '{"schema":"star.traj');
    const teacher = createTeacher();
    const result = await run({ teacher, samples: 2 });
    expect(result).toMatchObject({ skipped: 2, done: 8, cutBytes: 20 });
    expect(teacher.ran).toHaveLength(6);
    expect([...(await listTrajectoryIds(path))]).toEqual(
      tasks.flatMap(({ id }) => [`${id}#0`, `${id}#1`]),
    );
  });

  it("repeats failed runs and puts them in their places, unless they are to be kept", async () => {
    await run();
    const kept = await run({ keepFailed: true });
    expect(kept).toMatchObject({ skipped: 4, repeated: 0, done: 4 });
    const record: Teacher["record"] = async ({ task }) => trajectoryOf(task);
    const prepare = vi.fn<() => Promise<void>>(async () => {});
    const result = await run({ teacher: { record }, prepare });
    expect(result).toMatchObject({ skipped: 3, repeated: 1, done: 4 });
    const statuses: string[] = [];
    for await (const { id, status } of readTrajectories(path)) statuses.push(`${id} ${status}`);
    expect(statuses).toEqual(ids.map((id) => `${id} completed`));
    await run({ teacher: { record }, prepare });
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  it("starts no run after an abort, and drops those that do not end", async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const record: Teacher["record"] = async ({ task }, { signal } = {}) => {
      if (task.userId === "u1") await once(signal!, "abort");
      return trajectoryOf(task);
    };
    const onTrajectory = () => {
      stop.abort();
      vi.advanceTimersByTime(GRACE_MS);
    };
    const work = { teacher: { record }, concurrency: 2, signal: stop.signal, onTrajectory };
    expect(await run(work)).toMatchObject({ stopReason: "interrupted", done: 1 });
    expect([...(await listTrajectoryIds(path))]).toEqual(ids.slice(0, 1));
    vi.useRealTimers();
    expect(await run()).toMatchObject({ stopReason: null, skipped: 1, done: 4 });
  });

  it.each([
    { limit: { stopAfterFailures: 2 }, status: "failed", stopReason: "failures", done: 2 },
    { limit: { budget: { maxTokens: 39 } }, status: "completed", stopReason: "tokens", done: 2 },
    { limit: { budget: { maxTokens: 45 } }, status: "completed", stopReason: null, done: 3 },
    {
      // 10 input and 5 output tokens cost 10 + 20 millionths.
      limit: { budget: { maxCost: 61e-6, price: { input: 1, output: 4 } } },
      status: "completed",
      stopReason: "cost",
      done: 2,
    },
  ] as const)("ends at the limit $limit", async ({ limit, status, stopReason, done }) => {
    const usage = { modelCalls: 1, inputTokens: 10, outputTokens: 5 };
    const record: Teacher["record"] = async ({ task }) => trajectoryOf(task, { usage, status });
    const work = { teacher: { record }, tasks: tasks.slice(0, 3), concurrency: 1 };
    const result = await run({ ...work, ...limit });
    expect(result).toMatchObject({ stopReason, done, usage: { inputTokens: 10 * done } });
  });

  it("ends when a budget cannot be kept, because the model reports no tokens", async () => {
    const usage = { modelCalls: 3, inputTokens: 0, outputTokens: 0 };
    const record: Teacher["record"] = async ({ task }) => trajectoryOf(task, { usage });
    const result = await run({ teacher: { record }, budget: { maxTokens: 100 } });
    expect(result).toMatchObject({ stopReason: "unmetered", done: 1 });
  });

  it("rejects with the error of a run that gives no trajectory, and keeps the others", async () => {
    const record: Teacher["record"] = async ({ task }) => {
      if (task.userId === "u2") throw new Error("no server");
      return trajectoryOf(task);
    };
    await expect(run({ teacher: { record }, concurrency: 1 })).rejects.toThrow("no server");
    expect([...(await listTrajectoryIds(path))]).toEqual(ids.slice(0, 2));
  });

  it.each([
    { what: "teacher", change: { fingerprint: "other" }, reason: /another teacher/ },
    { what: "seed", change: { tasks: [taskOf(0, { seed: 2 })] }, reason: /seed 1, not 2/ },
  ])("rejects a file of another $what", async ({ change, reason }) => {
    await run();
    const before = await readFile(path, "utf8");
    await expect(run(change)).rejects.toMatchObject({ code: "FILE_EXISTS" });
    await expect(run(change)).rejects.toThrow(reason);
    await expect(run(change)).rejects.toThrow("--force");
    expect(await readFile(path, "utf8")).toBe(before);
  });
});

describe("backUpForeignFile", () => {
  it("renames only a file of another teacher", async () => {
    await run();
    await backUpForeignFile(path, { fingerprint: "print", seed: 1 });
    expect([...(await listTrajectoryIds(path))]).toEqual(ids);
    await backUpForeignFile(path, { fingerprint: "other", seed: 1 });
    await expect(readFile(path)).rejects.toThrow("ENOENT");
    expect([...(await listTrajectoryIds(`${path}.old`))]).toEqual(ids);
    await run();
    await backUpForeignFile(path, { fingerprint: "third", seed: 1 });
    expect([...(await listTrajectoryIds(`${path}.old-2`))]).toEqual(ids);
  });
});
