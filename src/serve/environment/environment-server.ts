import { loadServerPackages } from "../http/load-server-packages.js";
import { listen, type RunningServer } from "../http/listen.js";
import { createEnvironmentApp } from "./environment-app.js";
import type { EnvironmentOptions } from "./options.js";

/** Options of {@link createEnvironmentServer}. */
export interface EnvironmentServerOptions extends EnvironmentOptions {
  /** Address to bind. Default `127.0.0.1`; any other needs a token. */
  readonly host?: string | undefined;
  /** 0 selects a free port. Default 0. */
  readonly port?: number | undefined;
}

/**
 * Starts an HTTP server for {@link createEnvironmentApp}.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for options out of range, a host other than a loopback address without a token, or a port
 * in use; `DEPENDENCY_MISSING` without `hono` or `@hono/node-server`.
 * @example
 * ```ts
 * import { createTasks, createTools, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { createEnvironmentServer } from "langgraph-star/serve";
 *
 * const sizes = { users: 40, items: 60, interactions: 800 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const { tasks } = createTasks(dataset, { split: "train", limit: 5 });
 * const sequences = fitInteractions(dataset, "train");
 * const index = await fitCollaborativeIndex({ sequences, items: [...dataset.items.keys()] });
 * const tools = createTools({ index, dataset });
 * const server = await createEnvironmentServer({ splits: [{ split: "train", tasks, tools }], dataset });
 * const response = await fetch(`${server.url}/episodes`, {
 *   method: "POST",
 *   headers: { "Content-Type": "application/json" },
 *   body: "{}",
 * });
 * console.log(await response.json()); // { episodeId: "1-...", taskId: "synthetic/...", messages: [...], tools: [...] }
 * await server.close();
 * ```
 */
export async function createEnvironmentServer(
  options: EnvironmentServerOptions,
): Promise<RunningServer> {
  await loadServerPackages();
  const { host, port, token } = options;
  const { app, close } = await createEnvironmentApp(options);
  const server = await listen({ app, host, port, token });
  return {
    ...server,
    async close() {
      await server.close();
      close();
    },
  };
}
