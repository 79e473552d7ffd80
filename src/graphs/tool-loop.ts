import { type BaseMessage, RemoveMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, REMOVE_ALL_MESSAGES, type Send, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { assertTaskState } from "./check-options.js";
import { StudentOutput, StudentState, taskContextSchema, TaskInput } from "./state.js";

type State = typeof StudentState.State;

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
const START_CONVERSATION: string = "tell_task";
const MODEL: string = "model";

/** Names that no tool can have: the other nodes of the graph and the keys of its state. */
export const RESERVED_TOOL_NAMES: ReadonlySet<string> = new Set([
  START_CONVERSATION,
  MODEL,
  ...Object.keys(StudentState.fields),
]);

/** A single agent: one model, one conversation, one node per tool. Each task starts a new conversation, also in the thread of another. */
export function createToolLoop({ tools, begin, model, route }: ToolLoopOptions) {
  const toolNames = tools.map(({ name }) => name);
  const graph = new StateGraph(StudentState, {
    input: TaskInput,
    output: StudentOutput,
    context: taskContextSchema,
  })
    .addNode(START_CONVERSATION, (state: State) => startConversation(state, begin))
    .addNode(MODEL, model)
    .addEdge(START, START_CONVERSATION)
    .addEdge(START_CONVERSATION, MODEL)
    .addConditionalEdges(MODEL, (state: State) => callsOrEnd(route(state)), [...toolNames, END]);
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

function callsOrEnd(sends: Send[]) {
  return sends.length > 0 ? sends : END;
}
