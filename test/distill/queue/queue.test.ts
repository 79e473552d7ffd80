import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Connection, openConnection } from "../../../src/distill/queue/connection.js";
import { enqueueRun } from "../../../src/distill/queue/enqueue.js";
import { createHand } from "../../../src/distill/queue/hand.js";
import { maintainQueue } from "../../../src/distill/queue/maintain.js";
import { hashTasks, type QueuedRun, runIdOf } from "../../../src/distill/queue/queued-run.js";
import { createQueueTeacher } from "../../../src/distill/queue/queue-teacher.js";
import { storeResults } from "../../../src/distill/queue/store-results.js";
import { findWaitingRun, workOnRun } from "../../../src/distill/queue/work-on-run.js";
import { createWorkerRow } from "../../../src/distill/queue/worker-row.js";
import { TEACHER_DEFAULTS, type TeachingJob } from "../../../src/distill/teaching/settings.js";
import { listJobs } from "../../../src/distill/teaching/work.js";
import { NO_POSTGRES, usePostgres } from "../../support/postgres.js";
import { taskOf, trajectoryOf } from "../teaching/support.js";

describe.skipIf(NO_POSTGRES !== "")(`the queue${NO_POSTGRES}`, () => {
  const postgres = usePostgres();
  const notes: string[] = [];
  let connection: Connection;
  let runs = 0;
  beforeAll(async () => {
    connection = await openConnection({
      url: postgres().url,
      onNote: (note) => notes.push(note),
    });
  });
  beforeEach(() => connection.query("UPDATE star.run SET finished_on = now()"));
  afterAll(() => connection?.close());

  const times = <Value>(count: number, value: Value) => Array.from({ length: count }, () => value);
  const tasks = [1, 2, 3].map((user) => taskOf(user));
  const jobs = listJobs(tasks, 1, TEACHER_DEFAULTS);
  const newRun = (change: Partial<QueuedRun> = {}) => {
    const identity = {
      version: "1.0.0",
      fingerprint: `print ${runs++}`,
      tasksHash: hashTasks(tasks),
      samples: 1,
    };
    const limits = { total: jobs.length, retries: 1, leaseSeconds: 60, priority: 0 };
    return { ...identity, id: runIdOf(identity), options: {}, ...limits, ...change };
  };
  const enqueue = async (change: Partial<QueuedRun> = {}) =>
    (await enqueueRun(connection, newRun(change), { keepFailed: false })).run;
  const work = (
    run: QueuedRun,
    record: (job: TeachingJob) => Promise<never>,
    signal?: AbortSignal,
  ) =>
    workOnRun({
      connection,
      run,
      worker: createWorkerRow(connection),
      teacher: { record },
      jobs,
      concurrency: 2,
      signal: signal ?? new AbortController().signal,
      onStored: () => {},
    });
  const complete = async ({ task }: TeachingJob) => trajectoryOf(task as never) as never;
  const statesOf = ({ queue }: QueuedRun) =>
    connection.query<{ state: string; retry_count: number }>(
      "SELECT state::text, retry_count FROM star_jobs.job WHERE name = $1 ORDER BY id",
      [queue],
    );
  const resultsOf = ({ id }: QueuedRun) =>
    connection.query<{ position: number; status: string; failures: number; is_final: boolean }>(
      "SELECT position, status, failures, is_final FROM star.result WHERE run = $1 ORDER BY position",
      [id],
    );

  it("stores each trajectory with the end of its job, and gives it to whoever waits", async () => {
    const run = await enqueue();
    await work(run, complete);
    const teacher = createQueueTeacher(connection, run, jobs);
    const found = await Promise.all(jobs.map((job) => teacher.record(job)));
    await teacher.close();
    expect(found).toEqual(tasks.map((task) => trajectoryOf(task)));
    expect((await statesOf(run)).map(({ state }) => state)).toEqual(times(3, "completed"));
    expect(await findWaitingRun(connection)).toBeUndefined();
  });

  it("puts a run into the queue once, however often it is queued", async () => {
    const run = newRun();
    const add = () => enqueueRun(connection, run, { keepFailed: false });
    expect((await add()).added).toBe(3);
    expect((await add()).added).toBe(0);
    expect(await statesOf((await add()).run)).toHaveLength(3);
  });

  it("repeats a failed run as often as --retries allows, and then makes it a dead letter", async () => {
    const run = await enqueue({ retries: 1 });
    const failing = async (job: TeachingJob) =>
      job.task.userId === "u2"
        ? (trajectoryOf(job.task as never, { status: "failed", error: "no\0 luck" }) as never)
        : complete(job);
    await work(run, failing);
    expect((await resultsOf(run))[1]).toMatchObject({ failures: 1, is_final: false });
    await skipBackoff(run);
    await work(run, failing);
    expect((await resultsOf(run))[1]).toEqual({
      position: 1,
      status: "failed",
      failures: 2,
      is_final: true,
    });
    const [dead, ...others] = await connection.query<{ position: number; output: object }>(
      "SELECT position, output FROM star.dead_letters WHERE run = $1",
      [run.id],
    );
    expect(dead).toEqual({ position: 1, output: { message: "no luck" } });
    expect(others).toEqual([]);
    await maintainQueue(connection);
    // The same command repeats it; it completes now.
    const stored = { ...newRun(), ...run };
    expect((await enqueueRun(connection, stored, { keepFailed: true })).added).toBe(0);
    expect((await enqueueRun(connection, stored, { keepFailed: false })).added).toBe(1);
    await work(run, complete);
    expect((await resultsOf(run))[1]).toMatchObject({ status: "completed", is_final: true });
  });

  const skipBackoff = ({ queue }: QueuedRun) =>
    connection.query(
      "UPDATE star_jobs.job SET start_after = now() - interval '1 s' WHERE name = $1",
      [queue],
    );

  it("drops the result of a worker whose task another one has finished meanwhile", async () => {
    const run = await enqueue();
    const [slow, fast] = [createHand(connection, run), createHand(connection, run)];
    const [taken] = await slow.take(1);
    await connection.query(
      "UPDATE star_jobs.job SET started_on = now() - interval '1 hour' WHERE name = $1 AND state = 'active'",
      [run.queue],
    );
    await connection.query("UPDATE star.run SET maintained_on = NULL WHERE id = $1", [run.id]);
    await maintainQueue(connection);
    await skipBackoff(run);
    const again = await fast.take(3);
    expect(again.map(({ position }) => position)).toEqual([0, 1, 2]);
    const store = (worker: string, list: typeof again) =>
      storeResults(
        list.map((task) => ({ task, trajectory: trajectoryOf(tasks[task.position]!) })),
        { connection, run, worker },
      );
    expect(await store("fast", again)).toBe(3);
    expect(await store("slow", [taken!])).toBe(0);
    const workers = await connection.query("SELECT worker FROM star.result WHERE run = $1", [
      run.id,
    ]);
    expect(workers).toEqual(times(3, { worker: "fast" }));
  });

  it("gives tasks back after Ctrl-C, without counting it as a repetition", async () => {
    const run = await enqueue();
    const interrupt = new AbortController();
    const never = async () => {
      interrupt.abort();
      return new Promise<never>(() => {});
    };
    await work(run, never, interrupt.signal);
    expect(await statesOf(run)).toEqual(times(3, { state: "created", retry_count: 0 }));
    await work(run, complete);
    expect((await statesOf(run)).map(({ retry_count }) => retry_count)).toEqual([0, 0, 0]);
  });

  it("gives tasks back, and rejects, when every run would fail", async () => {
    const run = await enqueue();
    const failing = async () => Promise.reject(new Error("wrong key"));
    await expect(work(run, failing)).rejects.toThrow("wrong key");
    expect((await statesOf(run)).map(({ state }) => state)).toEqual(times(3, "created"));
  });

  it("keeps the tasks of a slow run that is alive, beyond its lease", async () => {
    const run = await enqueue({ leaseSeconds: 1 });
    let calls = 0;
    const slow = async (job: TeachingJob) => {
      calls++;
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return complete(job);
    };
    await work(run, slow);
    expect(calls).toBe(3);
    expect((await statesOf(run)).map(({ retry_count }) => retry_count)).toEqual([0, 0, 0]);
  });

  it("prefers a run of higher priority, and then the older one", async () => {
    const [first, second] = [await enqueue(), await enqueue()];
    const urgent = await enqueue({ priority: 5 });
    for (const expected of [urgent, first, second]) {
      const next = await findWaitingRun(connection);
      expect(next?.id).toBe(expected.id);
      if (next !== undefined) await work(next, complete);
    }
  });

  it("says that the database does not answer, instead of that no task is waiting", async () => {
    const run = await enqueue();
    const broken = { ...connection, query: () => Promise.reject(new Error("gone")) };
    await expect(createHand(broken, run).take(1)).rejects.toThrow("gone");
  });

  it("goes on after a restart of the database, with each result once", async () => {
    const run = await enqueue({ leaseSeconds: 1 });
    let calls = 0;
    const restarting = async (job: TeachingJob) => {
      if (calls++ === 0) await postgres().restart(300);
      return complete(job);
    };
    // Tasks whose handing out the restart cut off wait for the end of their lease.
    while ((await resultsOf(run)).length < 3) {
      await work(run, restarting);
      await maintainQueue(connection);
    }
    expect((await resultsOf(run)).map(({ status }) => status)).toEqual(times(3, "completed"));
    expect(notes.length).toBeLessThan(10);
  });

  it("rejects with WORKER_FAILED when a task has no result, but waits for those of the others", async () => {
    const run = await enqueue();
    await connection.query(
      "UPDATE star_jobs.job SET state = 'failed' WHERE name = $1 AND (data->>'position')::int = 2",
      [run.queue],
    );
    await work(run, complete);
    const teacher = createQueueTeacher(connection, run, jobs);
    const found = await Promise.allSettled(jobs.map((job) => teacher.record(job)));
    await teacher.close();
    expect(found.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(found[2]).toMatchObject({ reason: { code: "WORKER_FAILED" } });
  });

  it("takes the password from PGPASSWORD if the address has none", async () => {
    const { url, password } = postgres();
    vi.stubEnv("PGPASSWORD", decodeURIComponent(password));
    const other = await openConnection({ url: url.replace(`:${password}`, "") });
    vi.unstubAllEnvs();
    expect(await other.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await other.close();
  });

  it("never shows the password", async () => {
    const { url, password } = postgres();
    const wrong = url.replace(password, "wrong-secret");
    const error = await openConnection({ url: wrong }).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code: "QUEUE_UNREACHABLE" });
    expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain("wrong-secret");
    const malformed = openConnection({ url: "postgres://a:wrong-secret@host:port/x" });
    const other = await malformed.catch((thrown: unknown) => thrown as Error);
    expect(`${JSON.stringify(other)} ${(other as Error).stack}`).not.toContain("wrong-secret");
  });
});
