import { existsSync } from "node:fs";
import { mkdtemp, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/evaluation/evaluate.js";
import { openRecordFile } from "../../../src/evaluation/records/record-file.js";
import { createReport } from "../../../src/evaluation/report.js";
import type { TaskRecord } from "../../../src/evaluation/task-record.js";
import type { Policy } from "../../../src/types.js";
import { makeTasks, rankedPolicy } from "../support.js";

const configuration = { seed: 1, simulation: { callMs: 300 } };
const policies = new Map([
  ["one", { model: "a" }],
  ["two", {}],
]);

const createPath = async () =>
  join(await mkdtemp(join(tmpdir(), "star-records-")), "folder", "records.jsonl");

const openFile = (path: string, change: Partial<Parameters<typeof openRecordFile>[0]> = {}) =>
  openRecordFile({ path, configuration, policies, ...change });

function makeRecord(taskId: string, change: Partial<TaskRecord> = {}): TaskRecord {
  const cost = { modelCalls: 2, tokens: 30, repairs: { ranking_as_list: 1 }, latencyMs: 0.1 };
  const own = { policy: "one", taskId, userId: "ann", rank: 3, firstPosition: 4, appended: 0 };
  return { ...own, error: null, ...cost, simulatedLatencyMs: 5, ...change };
}

/** A file with two records of a policy. */
async function writeTwo() {
  const path = await createPath();
  const file = await openFile(path);
  await Promise.all([file.add(makeRecord("t1")), file.add(makeRecord("t2", { rank: 1 }))]);
  await file.close();
  return { path, text: await readFile(path, "utf8") };
}

describe("openRecordFile", () => {
  it("finds every record again, with failures, behavior and numbers as they were", async () => {
    const path = await createPath();
    const records = [
      { ...makeRecord("t1"), behavior: { plan: ["user_profile"], rounds: 2 } },
      makeRecord("t1", { policy: "two", rank: Infinity, error: "no\nconnection", latencyMs: null }),
      makeRecord("__proto__", { latencyMs: 0.1 + 0.2, firstPosition: null }),
    ];
    const first = await openFile(path);
    for (const record of records) await first.add(record);
    await first.close();
    const again = await openFile(path);
    expect(records.map(({ policy, taskId }) => again.find(policy, taskId))).toEqual(records);
    expect([again.cutBytes, again.find("two", "t2"), again.find("three", "t1")]).toEqual([
      0,
      undefined,
      undefined,
    ]);
    await again.close();
  });

  it("writes each configuration once, before the first record that it is of", async () => {
    const { path, text } = await writeTwo();
    const file = await openFile(path);
    await file.add(makeRecord("t1", { policy: "two" }));
    await file.close();
    const after = await readFile(path, "utf8");
    expect(after.startsWith(text)).toBe(true);
    const lines = after.trimEnd().split("\n");
    expect(lines.map((line) => Object.keys(JSON.parse(line)).slice(0, 2).join())).toEqual([
      "schema,configuration",
      "policy,configuration",
      "policy,taskId",
      "policy,taskId",
      "policy,configuration",
      "policy,taskId",
    ]);
  });

  it.each([1, 5, 60, 150])("cuts off an incomplete last line of %i bytes less", async (missing) => {
    const { path, text } = await writeTwo();
    await truncate(path, text.length - missing);
    const file = await openFile(path);
    const isWhole = missing === 1; // only the newline is missing
    expect(file.find("one", "t2")?.rank).toBe(isWhole ? 1 : undefined);
    expect(file.find("one", "t1")?.rank).toBe(3);
    const last = text.length - text.lastIndexOf("\n", text.length - 2) - 1;
    expect(file.cutBytes).toBe(isWhole ? 0 : last - missing);
    await file.add(makeRecord("t2", { rank: 1 }));
    await file.close();
    const lines = (await readFile(path, "utf8")).split("\n");
    expect(lines.at(-2)).toBe(text.split("\n").at(-2));
  });

  it.each([0, 1, 12, 30])("starts anew where only %i bytes were written", async (bytes) => {
    const { path, text } = await writeTwo();
    await truncate(path, bytes);
    const file = await openFile(path, { configuration: { seed: 9 } });
    expect([file.cutBytes, file.find("one", "t1")]).toEqual([bytes, undefined]);
    await file.close();
    expect(existsSync(path)).toBe(false);
    expect(text.length).toBeGreaterThan(bytes);
  });

  it("leaves no file behind without a record", async () => {
    const path = await createPath();
    await (await openFile(path)).close();
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    {
      change: { configuration: { ...configuration, seed: 2, split: "test" } },
      differences: 'seed 1, now 2; split not given, now "test"',
    },
    {
      change: { configuration: { seed: 1, simulation: null } },
      differences: 'simulation {"callMs":300}, now null',
    },
    {
      change: { policies: new Map([["one", { model: "b" }]]) },
      differences: 'one: model "a", now "b"',
    },
  ])("refuses another evaluation: $differences", async ({ change, differences }) => {
    const { path, text } = await writeTwo();
    await expect(openFile(path, change)).rejects.toMatchObject({
      code: "FILE_EXISTS",
      fields: { path, differences },
      message: expect.stringContaining(`${differences}. It was not changed. Choose another folder`),
    });
    expect(await readFile(path, "utf8")).toBe(text);
    await (await openFile(path)).close(); // it is not locked any more
  });

  it("accepts more and fewer policies, and keeps the records of those that are left out", async () => {
    const { path, text } = await writeTwo();
    const file = await openFile(path, { policies: new Map([["two", { model: "c" }]]) });
    await file.close();
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it.each([
    { content: "a,b\n1,2\n", problem: "is not a file of evaluation records" },
    { content: "{", problem: undefined },
    { content: '{"schema":"star.trajectory/2"}\n', problem: "is not a file of evaluation records" },
    { content: "notes", problem: "is not a file of evaluation records" },
  ])("changes no file of other content: $content", async ({ content, problem }) => {
    const { path } = await writeTwo();
    await writeFile(path, content);
    if (problem === undefined) return (await openFile(path)).close();
    await expect(openFile(path)).rejects.toMatchObject({
      code: "FILE_EXISTS",
      message: expect.stringContaining(problem),
    });
    expect(await readFile(path, "utf8")).toBe(content);
  });

  it.each([
    ["is damaged", 3, (lines: string[]) => lines.with(2, "{}")],
    ["has no configuration", 2, (lines: string[]) => lines.toSpliced(1, 1)],
  ])("names the line whose record %s", async (_, line, damage) => {
    const { path, text } = await writeTwo();
    await writeFile(path, damage(text.split("\n")).join("\n"));
    await expect(openFile(path)).rejects.toMatchObject({
      code: "FILE_EXISTS",
      fields: { line },
      message: expect.stringContaining(`sed -i.bak '${line}d' ${path}`),
    });
  });

  it("is locked while it is open", async () => {
    const path = await createPath();
    const file = await openFile(path);
    await expect(openFile(path)).rejects.toMatchObject({ code: "FILE_IN_USE" });
    await file.close();
  });
});

describe("evaluate with a file of records", () => {
  const tasks = makeTasks(8, { draws: 2 });
  const resamples = 20;
  const fragile = (stopAt: number, stop: () => void): Policy => {
    let asked = 0;
    return {
      name: "one",
      rank: async (task) => {
        if (++asked === stopAt) stop();
        if (task.userId === "u3") throw new Error("no answer");
        return rankedPolicy("one", [1, 2, 4, 9]).rank(task);
      },
    };
  };

  it("gives the report of an evaluation that was not interrupted", async () => {
    const two = rankedPolicy("two", [5, 1]);
    const whole = await evaluate({
      policies: [fragile(0, () => {}), two],
      tasks,
      concurrency: 3,
      resamples,
    });
    const path = await createPath();
    for (const stopAt of [1, 6, 9]) {
      const controller = new AbortController();
      const policy = fragile(stopAt, () => controller.abort(new Error("enough")));
      const store = await openFile(path);
      const { signal } = controller;
      const run = evaluate({
        policies: [policy, two],
        tasks,
        concurrency: 3,
        resamples,
        store,
        signal,
      });
      await expect(run).rejects.toThrow("enough");
      await store.close();
    }
    const store = await openFile(path);
    const resumed = await evaluate({
      policies: [fragile(0, () => {}), two],
      tasks,
      concurrency: 3,
      resamples,
      store,
    });
    await store.close();
    const bytes = (evaluation: typeof whole) =>
      JSON.stringify(createReport({ evaluation, resamples: 20 }));
    expect(bytes(resumed)).toBe(bytes(whole));
    const text = await readFile(path, "utf8");
    expect(text.trimEnd().split("\n")).toHaveLength(1 + 2 + 2 * tasks.length);
  });
});
