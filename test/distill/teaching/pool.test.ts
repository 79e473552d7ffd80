import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTeacherPool, type TeacherPool } from "../../../src/distill/teaching/pool.js";
import { TEACHER_DEFAULTS as settings } from "../../../src/distill/teaching/settings.js";
import { createTeacherHost } from "../../../src/distill/teaching/teacher-host.js";
import { createWorld, withoutTiming } from "./support.js";

let world: Awaited<ReturnType<typeof createWorld>>;
beforeAll(async () => {
  world = await createWorld();
});

let pool: TeacherPool | undefined;
afterEach(async () => {
  await pool?.close();
  pool = undefined;
});

// Loading the sources in threads is slow on a busy machine.
describe("createTeacherPool", { timeout: 120_000 }, () => {
  it("gives the same results as a host in this thread", async () => {
    pool = createTeacherPool({ ...world.host, threads: 2, slots: 1 });
    const host = createTeacherHost(world.host);
    const jobs = world.tasks.slice(0, 3).map((task) => ({ settings, task, sample: 0 }));
    const recorded = await Promise.all(jobs.map((job) => pool!.record(job)));
    for (const [index, job] of jobs.entries()) {
      expect(withoutTiming(recorded[index]!)).toEqual(withoutTiming(await host.record(job)));
    }
    const answer = await pool.rank(jobs[0]!);
    expect(answer.ranking).toEqual(recorded[0]!.outcome?.ranking);
    expect(answer).toMatchObject({ modelCalls: recorded[0]!.usage.modelCalls });
  });

  it("names the task of a thread that died, and rejects later jobs", async () => {
    const { index } = world.host;
    const broken = { ...index, als: { ...index.als, itemFactors: new Float64Array(1) } };
    pool = createTeacherPool({ ...world.host, index: broken, threads: 1, slots: 1 });
    const [task] = world.tasks;
    const job = { settings, task: task!, sample: 0 };
    await expect(pool.record(job)).rejects.toMatchObject({ code: "WORKER_FAILED" });
    await expect(pool.record(job)).rejects.toThrow(task!.id);
    expect(pool.failure.aborted).toBe(true);
  });
});
