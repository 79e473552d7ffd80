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

// Threads load the whole program from its sources, which takes a busy machine its time.
describe("createTeacherPool", { timeout: 120_000 }, () => {
  it("does in threads what a host does in this one", async () => {
    pool = createTeacherPool({ ...world.host, threads: 2, slots: 1 });
    const host = createTeacherHost(world.host);
    const jobs = world.tasks.slice(0, 3).map((task) => ({ settings, task, sample: 0 }));
    const recorded = await Promise.all(jobs.map((job) => pool!.record(job)));
    for (const [place, job] of jobs.entries()) {
      expect(withoutTiming(recorded[place]!)).toEqual(withoutTiming(await host.record(job)));
    }
    const answer = await pool.rank(jobs[0]!);
    expect(answer.ranking).toEqual(recorded[0]!.outcome?.ranking);
    expect(answer).toMatchObject({ modelCalls: recorded[0]!.usage.modelCalls });
  });

  it("names the task that a thread died on, and refuses the next", async () => {
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
