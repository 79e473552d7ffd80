import { createApp } from "../http/create-app.js";
import { openApiRoute } from "../http/open-api.js";
import { hideSecrets } from "../http/report-error.js";
import type { WebApp } from "../http/web-app.js";
import { OPENAI_ERROR_FORMAT } from "./openai-error-format.js";
import { resolveStudentOptions, type StudentAppOptions } from "./options.js";
import { chatCompletionsRoute } from "./routes/chat-completions.js";
import { studentHealthRoute } from "./routes/health.js";
import { listToolsRoute } from "./routes/list-tools.js";
import { metricsRoute } from "./routes/metrics.js";
import { getModelRoute, listModelsRoute } from "./routes/models.js";
import { recommendRoute } from "./routes/recommend.js";
import { createStudentService } from "./student-service.js";

const ROUTES = [
  studentHealthRoute,
  metricsRoute,
  listToolsRoute,
  listModelsRoute,
  getModelRoute,
  chatCompletionsRoute,
  recommendRoute,
];

/** A student as an HTTP app, to mount in another server or to call without a port. */
export interface StudentApp {
  readonly app: WebApp;
  /** Rejects new requests. */
  close(): void;
  /** Aborts the requests in progress. */
  abortAll(): void;
}

/**
 * Creates the HTTP app of a student: `/recommend`, where the server executes the student's tool calls, and an
 * OpenAI-compatible `/v1/chat/completions` for clients that execute them.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for options out of range; `DEPENDENCY_MISSING` without `hono` or `prom-client`.
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
 * import { createStudentApp } from "langgraph-star/serve";
 *
 * const sizes = { users: 40, items: 60, interactions: 800 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: [...dataset.items.keys()] });
 * const tools = createTools({ index, dataset });
 * const model = await createChatModel("offline"); // in production: new EmbeddedStudentModel({ student })
 * const graph = createStudent({ llm: model, tools }).compile();
 * const { app } = await createStudentApp({ model, name: "demo", graph, tools, dataset });
 * const response = await app.request("/v1/models");
 * console.log(await response.json()); // { object: "list", data: [{ id: "demo", object: "model", ... }] }
 * ```
 */
export async function createStudentApp(options: StudentAppOptions): Promise<StudentApp> {
  const { onError, ...resolved } = resolveStudentOptions(options);
  const reportError = hideSecrets(onError, [resolved.token]);
  const service = await createStudentService({ ...resolved, onError: reportError });
  const routes = ROUTES.map((create) => create(service));
  const description = openApiRoute({
    title: "STAR student",
    description: "Recommendations of a student, and the student itself as a chat model.",
    routes,
    needsToken: resolved.token !== undefined,
    errorFormat: OPENAI_ERROR_FORMAT,
  });
  const app = await createApp({
    ...resolved,
    routes: [...routes, description],
    errorFormat: OPENAI_ERROR_FORMAT,
    onError: reportError,
    onResponse: service.metrics.countResponse,
  });
  const { close, abortAll } = service.admission;
  return { app, close, abortAll };
}
