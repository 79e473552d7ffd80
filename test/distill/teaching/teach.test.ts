import { appendFile, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { backUpForeignFile } from "../../../src/distill/teaching/resume.js";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import { teach, type TeachOptions } from "../../../src/distill/teaching/teach.js";
import { listTrajectoryIds } from "../../../src/trajectory/trajectory-file.js";
import { taskOf, trajectoryOf } from "./support.js";

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "star-teach-")), "out.jsonl");
});

const tasks = [0, 1, 2, 3].map((user) => taskOf(user));
const ids = tasks.map(({ id }) => `${id}#0`);

/** A teacher that finishes later tasks first and fails on the third. */
function createTeacher() {
  const ran: string[] = [];
  const record: TeachOptions["teacher"]["record"] = async ({ task, sample }) => {
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
  it("appends in the order of the tasks and continues after a failure", async () => {
    const result = await run();
    expect([...(await listTrajectoryIds(path))]).toEqual(ids);
    expect(result).toMatchObject({ done: 4, total: 4, skipped: 0, stopped: false });
    expect(result.statuses).toMatchObject({ completed: 3, failed: 1 });
  });

  it("runs only what is missing, after removing an incomplete last line", async () => {
    await run({ tasks: tasks.slice(0, 2) });
    await appendFile(path, '{"schema":"star.traj');
    const teacher = createTeacher();
    const result = await run({ teacher, samples: 2 });
    expect(result).toMatchObject({ skipped: 2, done: 8, cutBytes: 20 });
    expect(teacher.ran).toHaveLength(6);
    expect(new Set(await listTrajectoryIds(path)).size).toBe(8);
  });

  it("stops on abort after writing the runs in progress", async () => {
    const stop = new AbortController();
    const teacher = createTeacher();
    const onTrajectory = () => stop.abort();
    const result = await run({ teacher, lookahead: 2, signal: stop.signal, onTrajectory });
    expect(result).toMatchObject({ stopped: true, done: teacher.ran.length });
    expect([...(await listTrajectoryIds(path))]).toEqual(teacher.ran);
    expect(await run()).toMatchObject({ stopped: false, skipped: teacher.ran.length, done: 4 });
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
  });
});
