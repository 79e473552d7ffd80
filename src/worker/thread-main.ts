import { parentPort, workerData } from "node:worker_threads";
import {
  type Handler,
  packError,
  type ThreadData,
  type ThreadMessage,
  type ThreadReply,
  Transferred,
  type WorkerModule,
} from "./protocol.js";

// The first module of every worker thread: loads the worker module and answers requests with it.
const { module, data }: ThreadData = workerData;
const aborts = new Map<number, AbortController>();
const loaded: { default: WorkerModule<unknown, unknown, unknown, unknown> } = await import(module);
const handle: Handler<unknown, unknown, unknown> = await loaded.default(data);

parentPort?.on("message", async (message: ThreadMessage) => {
  if (message.kind === "abort") aborts.get(message.number)?.abort();
  else await answer(message.number, message.request);
});

async function answer(number: number, request: unknown): Promise<void> {
  const abort = new AbortController();
  aborts.set(number, abort);
  const report = (progress: unknown) => reply({ number, kind: "progress", progress });
  try {
    const result = await handle(request, { report, signal: abort.signal });
    if (result instanceof Transferred) {
      reply({ number, kind: "done", result: result.result }, result.buffers);
    } else {
      reply({ number, kind: "done", result });
    }
  } catch (error) {
    const isAborted = abort.signal.aborted && error === abort.signal.reason;
    reply(
      isAborted ? { number, kind: "aborted" } : { number, kind: "failed", error: packError(error) },
    );
  } finally {
    aborts.delete(number);
  }
}

function reply(message: ThreadReply, buffers: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, buffers);
}
