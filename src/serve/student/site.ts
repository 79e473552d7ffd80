import { defineTools } from "../../distill/episode/call-tool.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { createAdmission, type Admission } from "../http/admission.js";
import { createMetrics, type Metrics } from "./metrics.js";
import { createModelWork, type ModelWork } from "./model-work.js";
import { OPENAI_FORM } from "./openai-form.js";
import type { ResolvedStudent } from "./options.js";
import { createUsers, type Users } from "./recommend/users.js";

/** What the routes of one student's server share. */
export interface Site extends ResolvedStudent {
  readonly admission: Admission;
  readonly metrics: Metrics;
  readonly work: ModelWork;
  readonly users: Users;
  readonly definitions: Trajectory["tools"];
  /** When the server began, in Unix seconds. */
  readonly created: number;
}

/** @throws {StarError} `DEPENDENCY_MISSING` without `prom-client`. */
export async function createSite(student: ResolvedStudent): Promise<Site> {
  const admission = createAdmission(student);
  const metrics = await createMetrics(admission);
  return {
    ...student,
    admission,
    metrics,
    work: createModelWork({ admission, metrics, form: OPENAI_FORM, onError: student.onError }),
    users: createUsers(student.dataset),
    definitions: defineTools(student.tools),
    created: Math.floor(Date.now() / 1000),
  };
}
