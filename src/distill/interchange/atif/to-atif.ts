import { isDeepStrictEqual } from "node:util";
import type { ExecutionFields } from "../../../trajectory/atif/star-fields.js";
import type { AtifDocument } from "../../../trajectory/atif/document.js";
import { promptOf } from "../../../trajectory/recorder/messages.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { ModelCall } from "../../../trajectory/unpack-calls.js";
import { listConversations } from "../list-conversations.js";
import { locateSteps } from "./locate-steps.js";
import { starExtra, type AtifTurn } from "./message-steps.js";
import { toTurns } from "./to-turns.js";

/** Options of {@link toAtif}. */
export interface ToAtifOptions {
  /** Version of ATIF. Version 1.8 adds audio, which no document of this package has. Default: `1.7`. */
  readonly version?: "1.7" | "1.8";
}

/**
 * Converts a trajectory to Harbor's Agent Trajectory Interchange Format (ATIF): one document per execution. The conversations of a graph
 * with several agents are embedded trajectories, in the order of their first reply, and the document's own steps refer to them. A
 * conversation is as long as each input extends the one before; what its model read and others wrote is marked as copied context.
 *
 * Model calls that are not part of the result (failed, repeated by a retry) are left out, and `notes` says how many. What ATIF has no
 * member for (nodes, rounds, task, status) is in `extra.star`, from which `fromAtif` restores it.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` for a trajectory of version 1, which does not contain what the models were given.
 * @see https://harborframework.com/docs/trajectory-format
 *
 * @example
 * ```ts
 * import { AIMessage } from "@langchain/core/messages";
 * import { fakeModel } from "@langchain/core/testing";
 * import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
 * import { toAtif } from "langgraph-star/export";
 * import { toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";
 *
 * const model = fakeModel().respond(new AIMessage("Paris."));
 * const graph = new StateGraph(MessagesAnnotation)
 *   .addNode("chat", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
 *   .addEdge(START, "chat")
 *   .addEdge("chat", END)
 *   .compile({ name: "geographer" });
 * const recorder = new TrajectoryRecorder();
 * await graph.invoke({ messages: [{ role: "user", content: "Capital of France?" }] }, { callbacks: [recorder] });
 * const context = { id: "run-1", task: null, fingerprint: "v1", temperature: null, outcome: null };
 *
 * const { agent, steps } = toAtif(toTrajectory(recorder.take(), context));
 * console.log(agent.name, steps.map(({ source, message }) => [source, message])); // geographer, a question and Paris.
 * ```
 */
export function toAtif(
  trajectory: Trajectory,
  { version = "1.7" }: ToAtifOptions = {},
): AtifDocument {
  const { calls, conversations: listed } = listConversations(trajectory);
  const positions = locateSteps(trajectory, calls);
  const conversations = listed.map(({ name, id, tools, chain }) => ({
    name,
    id,
    tools,
    model: chain[0]?.call.model,
    turns: toTurns(chain, positions),
  }));
  const [only, ...others] = conversations;
  const isAlone = only !== undefined && others.length === 0;
  const graph = isAlone ? only : toGraph(conversations);
  const context = { trajectory, version };
  const root = toDocument({ ...graph, name: trajectory.source.graph, id: trajectory.id }, context);
  return {
    ...root,
    ...toSummary(trajectory, { calls, steps: root.steps.length }),
    ...(!isAlone &&
      conversations.length > 0 && {
        subagent_trajectories: conversations.map((one) => toDocument(one, context)),
      }),
  };
}

interface DocumentContext {
  readonly trajectory: Trajectory;
  readonly version: NonNullable<ToAtifOptions["version"]>;
}

function toDocument(
  { name, id, model = "", tools, turns }: Conversation,
  { trajectory, version }: DocumentContext,
): AtifDocument {
  return {
    schema_version: `ATIF-v${version}`,
    session_id: trajectory.id,
    trajectory_id: id,
    agent: {
      name,
      version: trajectory.source.fingerprint,
      ...(model !== "" && { model_name: model }),
      ...(tools !== null && { tool_definitions: tools.map((tool) => ({ ...tool })) }),
    },
    steps: turns.map((turn, index) => ({ step_id: index + 1, ...turn })),
  };
}

/** The conversation of one agent. */
interface Conversation {
  readonly name: string;
  readonly id: string;
  readonly model: string | undefined;
  readonly tools: ModelCall["tools"];
  readonly turns: readonly AtifTurn[];
}

/** The steps of a graph itself: one for each conversation of an agent. A document must have a step. */
function toGraph(
  conversations: readonly Conversation[],
): Pick<Conversation, "model" | "tools" | "turns"> {
  const turns = conversations.map(({ name, id }): AtifTurn => ({
    source: "agent",
    message: name,
    llm_call_count: 0,
    observation: { results: [{ subagent_trajectory_ref: [{ trajectory_id: id }] }] },
  }));
  const nothing: AtifTurn = { source: "agent", message: "No model was called.", llm_call_count: 0 };
  return { model: undefined, tools: null, turns: turns.length === 0 ? [nothing] : turns };
}

interface SummaryContext {
  readonly calls: readonly ModelCall[];
  /** Number of steps of the document. */
  readonly steps: number;
}

function toSummary(trajectory: Trajectory, { calls, steps }: SummaryContext) {
  const { task, sample, usage, outcome, status, error, incomplete, missing, timing, source } =
    trajectory;
  const discarded = calls.filter((call) => call.discarded).length;
  const first = calls.find((call) => !call.discarded && call.output !== null);
  const isKnown = isDeepStrictEqual(trajectory.prompt, promptOf(first?.input ?? []));
  const fields: ExecutionFields = {
    ...(!isKnown && { prompt: trajectory.prompt }),
    task,
    sample,
    usage,
    outcome,
    status,
    error,
    incomplete,
    missing,
    timing,
    models: source.models,
    temperature: source.temperature,
    discarded,
  };
  return {
    ...(discarded > 0 && {
      notes: `${discarded} model calls that are not part of the result were left out.`,
    }),
    final_metrics: {
      total_prompt_tokens: usage.inputTokens,
      total_completion_tokens: usage.outputTokens,
      total_steps: steps,
    },
    ...starExtra(fields),
  };
}
