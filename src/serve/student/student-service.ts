import { toEpisodeTools } from "../../distill/episode/call-tool.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { createAdmission, type Admission } from "../http/admission.js";
import { createMetrics, type Metrics } from "./metrics.js";
import { createModelRunner, type ModelRunner } from "./model-runner.js";
import { OPENAI_ERROR_FORMAT } from "./openai-error-format.js";
import type { ResolvedStudentOptions } from "./options.js";
import { createUsers, type Users } from "./recommend/users.js";

/** State shared by the routes of one student server. */
export interface StudentService extends ResolvedStudentOptions {
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly runner: ModelRunner;
  readonly users: Users;
  /** Definitions of the tools. */
  readonly definitions: Trajectory["tools"];
  /** Start time of the server, in Unix seconds. */
  readonly created: number;
}

/**
 * Creates the state of one student server.
 *
 * @throws {StarError} `DEPENDENCY_MISSING` without `prom-client`.
 */
export async function createStudentService(
  options: ResolvedStudentOptions,
): Promise<StudentService> {
  const admission = createAdmission(options);
  const metrics = await createMetrics(admission);
  const { onError, dataset, tools } = options;
  return {
    ...options,
    admission,
    metrics,
    runner: createModelRunner({ admission, metrics, errorFormat: OPENAI_ERROR_FORMAT, onError }),
    users: createUsers(dataset),
    definitions: toEpisodeTools(tools),
    created: Math.floor(Date.now() / 1000),
  };
}
