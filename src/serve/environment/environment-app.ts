import { createApp } from "../http/create-app.js";
import { openApiRoute } from "../http/open-api.js";
import type { WebApp } from "../http/web-app.js";
import { createEnvironmentState } from "./environment-state.js";
import { type EnvironmentOptions, resolveEnvironmentOptions } from "./options.js";
import { callToolRoute } from "./routes/call-tool.js";
import { endEpisodeRoute } from "./routes/end-episode.js";
import { environmentHealthRoute } from "./routes/health.js";
import { listTasksRoute } from "./routes/list-tasks.js";
import { scoreRoute } from "./routes/score.js";
import { startEpisodeRoute } from "./routes/start-episode.js";

const ROUTES = [
  environmentHealthRoute,
  listTasksRoute,
  startEpisodeRoute,
  callToolRoute,
  endEpisodeRoute,
  scoreRoute,
];

/** An environment as an HTTP app, to mount in another server or to call without a port. */
export interface EnvironmentApp {
  readonly app: WebApp;
  /** Ends every episode. */
  close(): void;
}

/**
 * Creates the HTTP environment for training a student with a trainer in any language: episodes, this library's tools and
 * its reward. Held-out items are never part of a response.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for options out of range; `DEPENDENCY_MISSING` without `hono`.
 * @example
 * ```ts
 * import { createTasks, createTools, fitCollaborativeIndex, fitInteractions, loadDataset } from "langgraph-star";
 * import { createEnvironmentApp } from "langgraph-star/serve";
 *
 * const sizes = { users: 40, items: 60, interactions: 800 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const { tasks } = createTasks(dataset, { split: "train", limit: 5 });
 * const sequences = fitInteractions(dataset, "train");
 * const index = await fitCollaborativeIndex({ sequences, items: [...dataset.items.keys()] });
 * const tools = createTools({ index, dataset });
 * const { app, close } = await createEnvironmentApp({ splits: [{ split: "train", tasks, tools }], dataset });
 * const response = await app.request("/health");
 * console.log(await response.json()); // { status: "ok", dataset: "synthetic", synthetic: true, episodes: 0 }
 * close();
 * ```
 */
export async function createEnvironmentApp(options: EnvironmentOptions): Promise<EnvironmentApp> {
  const resolved = resolveEnvironmentOptions(options);
  const state = createEnvironmentState(resolved);
  const routes = ROUTES.map((create) => create(state));
  const description = openApiRoute({
    title: "STAR environment",
    description: "Episodes, tools and reward of recommendation tasks, for training a student.",
    routes,
    needsToken: resolved.token !== undefined,
  });
  const app = await createApp({ ...resolved, routes: [...routes, description] });
  return { app, close: () => state.episodes.endAll() };
}
