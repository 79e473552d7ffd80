import { Worker } from "node:worker_threads";
import type { WorkerData } from "./worker-protocol.js";

/** Starts a thread from the build, or from the sources, whichever this file is part of. */
export function startWorker(workerData: WorkerData): Worker {
  if (!import.meta.url.endsWith(".ts")) {
    return new Worker(new URL("./worker.js", import.meta.url), { workerData });
  }
  return new Worker(fromSource(new URL("./worker.ts", import.meta.url)), {
    workerData,
    eval: true,
    execArgv: [],
  });
}

// Node 20 does not give a thread the loader of its parent, nor does `--import tsx` reach one: it has to register its own.
function fromSource(script: URL): string {
  return `import(${JSON.stringify(import.meta.resolve("tsx/esm/api"))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(script.href)});
  });`;
}
