import type { Job } from "../../../src/worker/run-in-worker.js";

/** Blocks its thread as a program that runs does, reports, and waits for an abort where it is to. */
const job: Job<{ blockMs: number; awaitAbort: boolean }, string, number> = async (
  { blockMs, awaitAbort },
  { report, signal },
) => {
  report("started");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs);
  if (!awaitAbort) return blockMs;
  report("waiting");
  return new Promise((_, reject) => {
    // An idle thread would end.
    const alive = setInterval(() => {}, 1000);
    signal.addEventListener("abort", () => {
      clearInterval(alive);
      reject(signal.reason);
    });
  });
};

export default job;
