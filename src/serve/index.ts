/** Servers: `import { createEnvironmentServer } from "langgraph-star/serve"`. Needs `hono` and `@hono/node-server`. */
export type { EnvironmentOptions, ServedSplit } from "./environment/options.js";
export { createEnvironmentApp, type EnvironmentApp } from "./environment/environment-app.js";
export {
  createEnvironmentServer,
  type EnvironmentServerOptions,
} from "./environment/environment-server.js";
export type { RunningServer } from "./http/listen.js";
