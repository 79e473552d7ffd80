import { parentPort, workerData } from "node:worker_threads";
import { fromTransferable } from "../../collaborative/index-transfer.js";
import { createTeacherHost } from "./teacher-host.js";
import { answerRequest, type WorkerData, type WorkerRequest } from "./worker-protocol.js";

// One thread of the pool: takes requests, answers each with one reply.
const { index, dataset, model }: WorkerData = workerData;
const host = createTeacherHost({ index: await fromTransferable(index), dataset, model });

parentPort?.on("message", async (request: WorkerRequest) => {
  parentPort?.postMessage(await answerRequest(host, request), []);
});
