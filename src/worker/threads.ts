import { type ResourceLimits, Worker } from "node:worker_threads";

const isSource = import.meta.url.endsWith(".ts");

/**
 * The URL of a module of this package in the build, or of its source where the sources run.
 *
 * @param url - As imports write it: `new URL("./worker.js", import.meta.url)`.
 */
export function moduleUrl(url: URL): URL {
  return isSource ? new URL(url.href.replace(/\.js$/, ".ts")) : url;
}

/**
 * Starts a thread from the build, or from the sources, whichever this file is part of.
 *
 * @param script - Its first module, as imports write it.
 * @param workerData - What the thread finds under `workerData`; it is cloned.
 * @param resourceLimits - Default: none.
 */
export function startThread(
  script: URL,
  workerData: unknown,
  resourceLimits: ResourceLimits = {},
): Worker {
  const url = moduleUrl(script);
  if (!isSource) return new Worker(url, { workerData, resourceLimits });
  return new Worker(fromSource(url), { workerData, resourceLimits, eval: true, execArgv: [] });
}

// Node 20 does not give a thread the loader of its parent, nor does `--import tsx` reach one: it has to register its own.
function fromSource(script: URL): string {
  return `import(${JSON.stringify(import.meta.resolve("tsx/esm/api"))}).then(({ register }) => {
    register();
    return import(${JSON.stringify(script.href)});
  });`;
}
