import { type BaseMessage, RemoveMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, REMOVE_ALL_MESSAGES, type Send, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { assertTaskState, GIVE_ANSWER, OPEN_TASK } from "./check-options.js";
import { StudentOutput, StudentState, taskContextSchema, TaskInput } from "./state.js";

type State = typeof StudentState.State;

/** An uncompiled student, or another agent of the same form. It has one node per tool. */
export type LoopGraph = StateGraph<
  typeof StudentState,
  State,
  typeof StudentState.Update,
  string,
  typeof TaskInput,
  typeof StudentOutput,
  typeof taskContextSchema,
  Record<string, typeof StudentState.Update>
>;

/** Options of {@link createToolLoop}. */
export interface ToolLoopOptions {
  readonly tools: readonly StructuredToolInterface[];
  /** The messages with which a conversation begins. */
  readonly begin: (state: State) => BaseMessage[];
  /** Reads `messages` and `candidates`; writes `messages`, and `ranking` at the end. */
  readonly model: (state: State) => Promise<typeof StudentState.Update>;
  /** The tool calls of the last reply; none ends the loop. */
  readonly route: (state: State) => Send[];
}

// Typed as strings, so that the names of the tools can be used beside them.
export const START_CONVERSATION: string = "tell_task";
const MODEL: string = "model";

/** Names that no tool can have: the other nodes of the graph and the keys of its state. */
export const RESERVED_TOOL_NAMES: ReadonlySet<string> = new Set([
  OPEN_TASK,
  GIVE_ANSWER,
  START_CONVERSATION,
  MODEL,
  ...Object.keys(StudentState.fields),
]);

/** A single agent: one model, one conversation, one node per tool. Each task starts a new conversation, also in the thread of another. */
export function createToolLoop(options: ToolLoopOptions) {
  const schemas = { input: TaskInput, output: StudentOutput, context: taskContextSchema };
  const graph: LoopGraph = new StateGraph(StudentState, schemas);
  return addToolLoop(graph, { ...options, next: END }).addEdge(START, START_CONVERSATION);
}

/**
 * Adds the nodes of a loop and the edges between them, from {@link START_CONVERSATION} to `next`.
 *
 * @param graph - Its state has the keys of `StudentState`.
 */
export function addToolLoop(
  graph: LoopGraph,
  { tools, begin, model, route, next }: ToolLoopOptions & { readonly next: string },
): LoopGraph {
  const toolNames = tools.map(({ name }) => name);
  graph
    .addNode(START_CONVERSATION, (state: State) => startConversation(state, begin))
    .addNode(MODEL, model)
    .addEdge(START_CONVERSATION, MODEL)
    .addConditionalEdges(MODEL, (state: State) => callsOr(next, route(state)), [
      ...toolNames,
      next,
    ]);
  for (const tool of tools) graph.addNode(tool.name, new ToolNode([tool]));
  for (const name of toolNames) graph.addEdge(name, MODEL);
  return graph;
}

function startConversation(state: State, begin: ToolLoopOptions["begin"]) {
  assertTaskState(state);
  return {
    messages: [new RemoveMessage({ id: REMOVE_ALL_MESSAGES }), ...begin(state)],
    ranking: [],
    scores: undefined,
  };
}

function callsOr(next: string, sends: Send[]) {
  return sends.length > 0 ? sends : next;
}
