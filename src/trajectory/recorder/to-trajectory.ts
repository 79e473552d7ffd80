import { z } from "zod";
import { StarError } from "../../errors.js";
import { TRAJECTORY_SCHEMA, trajectorySchema, type Trajectory } from "../trajectory.js";
import { toToolDefinitions } from "./messages.js";
import type { Recording } from "./recording.js";

/** The parts of a trajectory that are not known from the execution. */
export interface TrajectoryContext {
  readonly id: Trajectory["id"];
  /** Null for a graph that does not recommend. */
  readonly task: Trajectory["task"];
  /** Index among several samples of the same task, from 0. Default 0. */
  readonly sample?: Trajectory["sample"];
  readonly fingerprint: Trajectory["source"]["fingerprint"];
  readonly temperature: Trajectory["source"]["temperature"];
  /** Null when the result is unknown. */
  readonly outcome: Trajectory["outcome"];
  /**
   * The offered tools: LangChain tools or definitions in a provider's format. Default: the tools in the recording. Required in
   * effect where `tools` is among {@link Recording.missing}.
   */
  readonly tools?: readonly unknown[];
}

/**
 * Builds the trajectory of a recorded execution.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the result does not match {@link trajectorySchema}.
 *
 * @example
 * ```ts
 * import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
 * import { toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";
 * import { z } from "zod";
 *
 * const graph = new StateGraph(new StateSchema({ n: z.number() }))
 *   .addNode("increment", ({ n }) => ({ n: n + 1 }))
 *   .addEdge(START, "increment")
 *   .addEdge("increment", END)
 *   .compile({ name: "counter" });
 * const recorder = new TrajectoryRecorder();
 * await graph.invoke({ n: 1 }, { callbacks: [recorder] });
 *
 * const trajectory = toTrajectory(recorder.take(), {
 *   id: "counter/1",
 *   task: null,
 *   fingerprint: "v1",
 *   temperature: null,
 *   outcome: null,
 * });
 * console.log(trajectory.source.graph, trajectory.status); // counter completed
 * ```
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
    tools: context.tools === undefined ? recording.tools : toToolDefinitions(context.tools),
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
    message: `The recording of "${graph}" does not match the schema: ${z.prettifyError(parsed.error)}`,
    remedy:
      "Correct the id, task, sample, fingerprint, temperature or outcome passed to toTrajectory.",
    cause: parsed.error,
  });
}
