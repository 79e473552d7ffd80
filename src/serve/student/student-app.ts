import type { Hono } from "hono";
import { createApp } from "../http/create-app.js";
import { describeRoute } from "../http/describe-route.js";
import { hideSecrets } from "../http/hide-secrets.js";
import { OPENAI_FORM } from "./openai-form.js";
import { resolveStudent, type StudentOptions } from "./options.js";
import { chatCompletionsRoute } from "./routes/chat-completions.js";
import { healthRoute } from "./routes/health.js";
import { listToolsRoute } from "./routes/list-tools.js";
import { metricsRoute } from "./routes/metrics.js";
import { getModelRoute, listModelsRoute } from "./routes/models.js";
import { recommendRoute } from "./routes/recommend.js";
import { createSite, type Site } from "./site.js";

/** A student as a hono app, to mount or to test without a port. */
export interface StudentApp {
  readonly app: Hono;
  /** Refuses whoever comes from now on. */
  close(): void;
  /** Stops the answers that are still being made. */
  stopAll(): void;
}

/**
 * A student behind OpenAI's chat completions, for clients that carry out its calls themselves, and behind `/recommend`, where
 * the server carries them out.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for options out of range; `DEPENDENCY_MISSING` without `hono` or `prom-client`.
 */
export async function createStudentApp(options: StudentOptions): Promise<StudentApp> {
  const { onError, ...student } = resolveStudent(options);
  const reported = hideSecrets(onError, [student.token]);
  const site = await createSite({ ...student, onError: reported });
  const routes = createRoutes(site);
  const description = describeRoute({
    title: "STAR student",
    description: "Recommendations of a student, and the student itself as a chat model.",
    routes,
    needsToken: student.token !== undefined,
    form: OPENAI_FORM,
  });
  const app = await createApp({
    ...student,
    routes: [...routes, description],
    form: OPENAI_FORM,
    onError: reported,
    onAnswer: site.metrics.countAnswer,
  });
  const { close, stopAll } = site.admission;
  return { app, close, stopAll };
}

function createRoutes(site: Site) {
  return [
    healthRoute(site),
    metricsRoute(site),
    listToolsRoute(site),
    listModelsRoute(site),
    getModelRoute(site),
    chatCompletionsRoute(site),
    recommendRoute(site),
  ];
}
