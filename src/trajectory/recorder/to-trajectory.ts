import { z } from "zod";
import { StarError } from "../../errors.js";
import { TRAJECTORY_SCHEMA, trajectorySchema, type Trajectory } from "../trajectory.js";
import type { ModelCallRecord } from "../model-call.js";
import type { Recording } from "./recording.js";
import { isSameJson } from "./redact.js";
import { toToolDefinitions, type ToolDefinition } from "./tools.js";

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
   * The offered tools: LangChain tools or definitions in a provider's format. Default: the tools in the recording. Needed if
   * `tools` is among {@link Recording.missing}.
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
  const { graph, models, prompt, messages, steps, usage, status, error, missing, timing } =
    recording;
  const { tools, calls } = withOfferedTools(recording, context.tools);
  const parsed = trajectorySchema.safeParse({
    schema: TRAJECTORY_SCHEMA,
    id,
    task,
    sample,
    source: { graph, fingerprint, models, temperature },
    prompt,
    tools,
    messages,
    calls,
    steps,
    usage,
    outcome,
    status,
    error,
    ...(recording.incomplete ? { incomplete: true } : {}),
    ...(missing.length > 0 && {
      missing: context.tools ? missing.filter((part) => part !== "tools") : missing,
    }),
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

/**
 * Adds the tools that the caller knows. A call whose offered tools are unknown gets all of them, if it or another call of its
 * node uses tools.
 */
function withOfferedTools(
  { tools, calls, messages }: Recording,
  given: readonly unknown[] | undefined,
): Pick<Recording, "tools" | "calls"> {
  if (given === undefined) return { tools, calls };
  const offered = toToolDefinitions(given);
  const added = tools.filter((tool) => !offered.some((known) => isSameJson(known, tool)));
  const all = [...offered, ...added];
  const positionOf = (tool: ToolDefinition | undefined) =>
    all.findIndex((known) => isSameJson(known, tool));
  const keyOf = ({ agent, node }: ModelCallRecord) => `${agent}\n${node}`;
  const users = new Set(
    calls.filter(({ output }) => messages[output ?? -1]?.calls !== undefined).map(keyOf),
  );
  return {
    tools: all,
    calls: calls.map((call) => {
      if (call.tools !== null) {
        return { ...call, tools: call.tools.map((position) => positionOf(tools[position])) };
      }
      return users.has(keyOf(call)) ? { ...call, tools: offered.map((_, index) => index) } : call;
    }),
  };
}
