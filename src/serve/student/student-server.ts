import { assertIntegers, LONGEST_TIMEOUT_MS } from "../../assert.js";
import { listen, type RunningServer } from "../http/listen.js";
import { loadServerPackages } from "../http/load-server-packages.js";
import type { StudentAppOptions } from "./options.js";
import { createStudentApp } from "./student-app.js";

/** Options of {@link startStudentServer}. */
export interface StudentServerOptions extends StudentAppOptions {
  /** Address to bind. Default `127.0.0.1`; any other needs a token. */
  readonly host?: string | undefined;
  /** 0 selects a free port. Default 0. */
  readonly port?: number | undefined;
  /** Grace period for running requests when the server closes, in milliseconds. Default 10 seconds. */
  readonly graceMs?: number | undefined;
}

/** Time for aborted requests to send their error after the grace period, in milliseconds. */
const ERROR_GRACE_MS = 1000;

/**
 * Starts an HTTP server for {@link createStudentApp}. On `close` it rejects new requests, finishes running ones, and aborts
 * what is left after the grace period.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for options out of range, a host other than a loopback address without a token, or a port
 * in use; `DEPENDENCY_MISSING` without `hono`, `@hono/node-server` or `prom-client`.
 * @example
 * ```ts
 * import {
 *   createChatModel,
 *   createStudent,
 *   createTools,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 * } from "langgraph-star";
 * import { startStudentServer } from "langgraph-star/serve";
 *
 * const sizes = { users: 40, items: 60, interactions: 800 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: [...dataset.items.keys()] });
 * const tools = createTools({ index, dataset });
 * const model = await createChatModel("offline"); // in production: new EmbeddedStudentModel({ student })
 * const graph = createStudent({ llm: model, tools }).compile();
 * const server = await startStudentServer({ model, name: "demo", graph, tools, dataset });
 * const response = await fetch(`${server.url}/health`);
 * console.log(await response.json()); // { status: "ok", model: "demo", dataset: "synthetic", ... }
 * await server.close();
 * ```
 */
export async function startStudentServer(options: StudentServerOptions): Promise<RunningServer> {
  await loadServerPackages({ "prom-client": () => import("prom-client") });
  const { host, port, token, graceMs = 10_000 } = options;
  assertIntegers({ graceMs }, { least: 0, most: LONGEST_TIMEOUT_MS });
  const student = await createStudentApp(options);
  const server = await listen({ app: student.app, host, port, token });
  const close = async () => {
    student.close();
    const abort = setTimeout(student.abortAll, graceMs);
    await server.close({ graceMs: graceMs + ERROR_GRACE_MS });
    clearTimeout(abort);
    student.abortAll();
  };
  return { ...server, close };
}
