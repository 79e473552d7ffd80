/**
 * HTTP servers, and the trace page as one file. Servers need `hono` and `@hono/node-server`; the student server also needs `prom-client`.
 *
 * @module langgraph-star/serve
 */
export type { EnvironmentOptions, ServedSplit } from "../serve/environment/options.js";
export { createEnvironmentApp } from "../serve/environment/environment-app.js";
export type { EnvironmentApp } from "../serve/environment/environment-app.js";
export { createEnvironmentServer } from "../serve/environment/environment-server.js";
export type { EnvironmentServerOptions } from "../serve/environment/environment-server.js";
export type {
  AdjustableModel,
  StudentAnswer,
  StudentGraph,
  StudentAppOptions,
} from "../serve/student/options.js";
export type { Sampling, SettingName } from "../serve/student/settings.js";
export { createStudentApp } from "../serve/student/student-app.js";
export type { StudentApp } from "../serve/student/student-app.js";
export { startStudentServer } from "../serve/student/student-server.js";
export type { StudentServerOptions } from "../serve/student/student-server.js";
export type { WebApp } from "../serve/http/web-app.js";
export type { CloseServerOptions, RunningServer } from "../serve/http/listen.js";
export { serveTraces } from "../serve/traces/serve-traces.js";
export type { FollowedRecorder, ServeTracesOptions } from "../serve/traces/serve-traces.js";
export type { TraceData } from "../serve/traces/evidence/split-data.js";
export { renderTracePage } from "../serve/traces/render-trace-page.js";
export type { RenderTracePageOptions } from "../serve/traces/render-trace-page.js";
