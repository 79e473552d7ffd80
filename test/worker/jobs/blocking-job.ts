import type { Handler } from "../../../src/worker/protocol.js";

/** Blocks its thread as a running program does, reports, and waits for an abort if asked to. */
const job: Handler<{ blockMs: number; awaitAbort: boolean }, number, string> = async (
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

export default () => job;
