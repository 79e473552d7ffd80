import { parentPort, workerData } from "node:worker_threads";
import { fromTransferable } from "../../collaborative/index-transfer.js";
import { createTeacherHost, type TeacherHost } from "./teacher-host.js";
import type { WorkerData, WorkerReply, WorkerRequest } from "./worker-protocol.js";

// One thread of the pool: takes requests, answers each with one reply.
const { index, dataset, model }: WorkerData = workerData;
const host = createTeacherHost({ index: await fromTransferable(index), dataset, model });

parentPort?.on("message", async (request: WorkerRequest) => {
  parentPort?.postMessage(await reply(host, request), []);
});

async function reply(host: TeacherHost, request: WorkerRequest): Promise<WorkerReply> {
  const { number } = request;
  try {
    return request.kind === "record"
      ? { number, kind: "record", trajectory: await host.record(request.job) }
      : { number, kind: "rank", answer: await host.rank(request.job) };
  } catch (error) {
    return { number, kind: "failed", error: error instanceof Error ? error.message : `${error}` };
  }
}
