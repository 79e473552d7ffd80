/**
 * Servers: `import { createEnvironmentServer, startStudentServer } from "langgraph-star/serve"`. They need `hono` and
 * `@hono/node-server`, a student's server also `prom-client`.
 */
export type { EnvironmentOptions, ServedSplit } from "./environment/options.js";
export { createEnvironmentApp, type EnvironmentApp } from "./environment/environment-app.js";
export {
  createEnvironmentServer,
  type EnvironmentServerOptions,
} from "./environment/environment-server.js";
export type {
  AdjustableModel,
  StudentAnswer,
  StudentGraph,
  StudentOptions,
} from "./student/options.js";
export type { Sampling, SettingName } from "./student/settings.js";
export { createStudentApp, type StudentApp } from "./student/student-app.js";
export { startStudentServer, type StudentServerOptions } from "./student/student-server.js";
export type { RunningServer } from "./http/listen.js";
