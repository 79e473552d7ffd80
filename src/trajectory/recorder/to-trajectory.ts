import { z } from "zod";
import { StarError } from "../../errors.js";
import { TRAJECTORY_SCHEMA, trajectorySchema, type Trajectory } from "../trajectory.js";
import { givenTools } from "./messages.js";
import type { Recording } from "./recording.js";

/** What an execution cannot tell about itself. */
export interface TrajectoryContext {
  readonly id: Trajectory["id"];
  /** Null for a graph that has nothing to do with recommendation. */
  readonly task: Trajectory["task"];
  /** Which of several samples of the same task, from 0. Default 0. */
  readonly sample?: Trajectory["sample"];
  readonly fingerprint: Trajectory["source"]["fingerprint"];
  readonly temperature: Trajectory["source"]["temperature"];
  /** Null when it is unknown what came of it. */
  readonly outcome: Trajectory["outcome"];
  /**
   * The tools that were offered: LangChain's own or a provider's definitions. Default: those that the models were seen to be
   * offered; a recording that `tools` are missing from needs them.
   */
  readonly tools?: readonly unknown[];
}

/**
 * The record of an execution, ready to be written.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when it does not fit {@link trajectorySchema}.
 */
export function toTrajectory(recording: Recording, context: TrajectoryContext): Trajectory {
  const { id, task, sample = 0, fingerprint, temperature, outcome } = context;
  const { graph, models, prompt, steps, usage, status, error, timing } = recording;
  const parsed = trajectorySchema.safeParse({
    schema: TRAJECTORY_SCHEMA,
    id,
    task,
    sample,
    source: { graph, fingerprint, models, temperature },
    prompt,
    tools: context.tools === undefined ? recording.tools : givenTools(context.tools),
    steps,
    usage,
    outcome,
    status,
    error,
    ...(recording.incomplete ? { incomplete: true } : {}),
    timing,
  });
  if (parsed.success) return parsed.data;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `The recording of "${graph}" is no trajectory: ${z.prettifyError(parsed.error)}`,
    remedy: "Correct the id, task, sample, fingerprint, temperature or outcome that was given.",
    cause: parsed.error,
  });
}
