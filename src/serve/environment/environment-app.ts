import type { Hono } from "hono";
import { createApp } from "../http/create-app.js";
import { describeRoute } from "../http/describe-route.js";
import { type EnvironmentOptions, resolveEnvironment } from "./options.js";
import { callToolRoute } from "./routes/call-tool.js";
import { endEpisodeRoute } from "./routes/end-episode.js";
import { healthRoute } from "./routes/health.js";
import { listTasksRoute } from "./routes/list-tasks.js";
import { scoreRoute } from "./routes/score.js";
import { startEpisodeRoute } from "./routes/start-episode.js";
import { createWorld, type World } from "./world.js";

/** An environment as a hono app, to mount or to test without a port. */
export interface EnvironmentApp {
  readonly app: Hono;
  /** Ends every episode. */
  close(): void;
}

/**
 * The environment in which a student is trained: the very tools and the very reward of this library, over HTTP, for trainers
 * of any language. The held-out item never leaves it.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for options out of range; `DEPENDENCY_MISSING` without `hono`.
 */
export async function createEnvironmentApp(options: EnvironmentOptions): Promise<EnvironmentApp> {
  const environment = resolveEnvironment(options);
  const world = createWorld(environment);
  const routes = createRoutes(world);
  const description = describeRoute({
    title: "STAR environment",
    description: "Episodes, tools and reward of recommendation tasks, for training a student.",
    routes,
    needsToken: environment.token !== undefined,
  });
  const app = await createApp({ ...environment, routes: [...routes, description] });
  return { app, close: () => world.episodes.endAll() };
}

function createRoutes(world: World) {
  return [
    healthRoute(world),
    listTasksRoute(world),
    startEpisodeRoute(world),
    callToolRoute(world),
    endEpisodeRoute(world),
    scoreRoute(world),
  ];
}
