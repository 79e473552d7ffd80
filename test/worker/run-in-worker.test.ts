import { describe, expect, it } from "vitest";
import { StarError } from "../../src/errors.js";
import { range } from "../../src/student/engine/shape.js";
import { runInWorker } from "../../src/worker/run-in-worker.js";
import { job as train } from "./jobs/training-job.js";

const jobUrl = (name: string) => new URL(`./jobs/${name}.js`, import.meta.url);
const blocking = { module: jobUrl("blocking-job"), input: { blockMs: 300, awaitAbort: false } };

describe("runInWorker", () => {
  it("keeps this thread's timers ticking while the job blocks its own", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const atStart: number[] = [];
    await runInWorker({ ...blocking, onProgress: () => atStart.push(ticks) });
    clearInterval(timer);
    // 60 on an idle machine; 0 if the job blocked this thread.
    expect(ticks - atStart[0]!).toBeGreaterThan(10);
  });

  it("trains there as it does here", async () => {
    const module = jobUrl("training-job");
    const reported: number[] = [];
    const onProgress = (step: number) => reported.push(step);
    const there = await runInWorker<unknown, number, number[]>({
      module,
      input: { steps: 4 },
      onProgress,
    });
    expect(reported).toEqual(range(4));
    const context = { report: () => {}, signal: new AbortController().signal };
    expect(there).toEqual(await train({ steps: 4 }, context));
  });

  it("hands an abort to the job", async () => {
    const abort = new AbortController();
    const reason = new DOMException("enough", "AbortError"); // which Node cannot clone
    const running = runInWorker({
      ...blocking,
      input: { blockMs: 0, awaitAbort: true },
      signal: abort.signal,
      onProgress: (text) => text === "waiting" && abort.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
  });

  it("does not start when it is aborted before", async () => {
    const signal = AbortSignal.abort(new Error("never mind"));
    await expect(runInWorker({ ...blocking, signal })).rejects.toThrow("never mind");
  });

  it("throws what the job throws", async () => {
    const module = jobUrl("failing-job");
    const failure = await runInWorker({ module, input: "star" }).catch((error: unknown) => error);
    expect(StarError.isInstance(failure)).toBe(true);
    expect(failure).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "k is 0. Pass another.",
      remedy: "Pass another.",
      cause: new Error("because"),
      stack: expect.stringContaining("failing-job"),
    });
    await expect(runInWorker({ module, input: "type" })).rejects.toThrow(
      new TypeError("x is no function"),
    );
    await expect(runInWorker({ module, input: "uncloneable" })).rejects.toThrow("outer");
  });

  it("says when the thread died", async () => {
    const running = runInWorker({ module: jobUrl("failing-job"), input: "exit" });
    await expect(running).rejects.toMatchObject({
      code: "WORKER_FAILED",
      message: expect.stringContaining("exit code 3"),
    });
  });
});
