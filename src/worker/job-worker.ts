import { parentPort, workerData } from "node:worker_threads";
import type { Job } from "./run-in-worker.js";
import { type JobData, type JobReply, packError } from "./worker-protocol.js";

// A thread with one job: runs it and says how it ended.
const { module, input }: JobData = workerData;
const abort = new AbortController();
const say = (reply: JobReply) => parentPort?.postMessage(reply, []);

parentPort?.on("message", () => abort.abort());
try {
  const { default: job }: { default: Job<unknown, unknown, unknown> } = await import(module);
  const report = (progress: unknown) => say({ kind: "progress", progress });
  say({ kind: "done", result: await job(input, { report, signal: abort.signal }) });
} catch (error) {
  const isStop = abort.signal.aborted && error === abort.signal.reason;
  say(isStop ? { kind: "stopped" } : { kind: "failed", error: packError(error) });
}
