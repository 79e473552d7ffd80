import { type ResourceLimits, Worker } from "node:worker_threads";

const isSource = import.meta.url.endsWith(".ts");

/**
 * The URL of a module of this package: of its build, or of its source when the source runs.
 *
 * @param url - As imports write it: `new URL("./worker.js", import.meta.url)`.
 */
export function moduleUrl(url: URL): URL {
  return isSource ? new URL(url.href.replace(/\.js$/, ".ts")) : url;
}

/**
 * Starts a thread from the build or from the source, whichever this file belongs to.
 *
 * @param script - The thread's first module, as imports write it.
 * @param workerData - Cloned into the thread's `workerData`.
 * @param resourceLimits - Default: Node's.
 */
export function startThread(
  script: URL,
  workerData: unknown,
  resourceLimits: ResourceLimits = {},
): Worker {
  const url = moduleUrl(script);
  if (!isSource) return new Worker(url, { workerData, resourceLimits });
  return new Worker(importSource(url), { workerData, resourceLimits, eval: true, execArgv: [] });
}

// Node 20 does not hand the parent's module loader to a thread, and `--import tsx` does not reach it: the thread registers one.
function importSource(script: URL): string {
  return `import(${JSON.stringify(import.meta.resolve("tsx/esm/api"))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(script.href)});
  });`;
}
