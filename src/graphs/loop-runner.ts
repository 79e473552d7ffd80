import type { Callbacks } from "@langchain/core/callbacks/manager";
import type { BaseMessage } from "@langchain/core/messages";
import { RunnableLambda, type RunnableConfig } from "@langchain/core/runnables";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { assertTaskState } from "./check-options.js";
import type { GraphInput } from "./graph-input.js";
import type { StudentState, TaskContext } from "./state.js";
import type { ToolLoopOptions } from "./tool-loop.js";

type State = typeof StudentState.State;

/** Options of one run. */
export interface LoopRunOptions {
  readonly context?: TaskContext;
  readonly callbacks?: Callbacks;
  /** Ends the run with an error. */
  readonly signal?: AbortSignal;
}

/** Runs a tool loop without LangGraph. */
export interface LoopRunner {
  invoke(
    input: GraphInput,
    options?: LoopRunOptions,
  ): Promise<Pick<State, "messages" | "ranking" | "scores">>;
}

/**
 * Creates a runner that gives the same answers as the graph of `createToolLoop` with the same options. It has no checkpoints, interrupts
 * or streams, and none of the time that they take, which matters with a small model.
 */
export function createLoopRunner(options: ToolLoopOptions): LoopRunner {
  const nodes = new Map(options.tools.map((tool) => [tool.name, new ToolNode([tool])]));
  const loop = RunnableLambda.from((input: GraphInput, config: RunnableConfig) =>
    runLoop(input, config, { ...options, nodes }),
  );
  return { invoke: (input, config) => loop.invoke(input, config) };
}

interface LoopParts extends ToolLoopOptions {
  readonly nodes: ReadonlyMap<string, ToolNode>;
}

async function runLoop(
  input: GraphInput,
  config: RunnableConfig,
  { begin, model, route, nodes }: LoopParts,
) {
  assertTaskState({ ...input });
  const empty: State = { ...input, messages: [], ranking: [], scores: undefined };
  let state: State = { ...empty, messages: begin(empty) };
  for (;;) {
    config.signal?.throwIfAborted();
    const { messages, ...update } = (await model(state)) as Partial<State>;
    state = { ...state, ...update, messages: [...state.messages, ...(messages ?? [])] };
    const sends = route(state);
    if (sends.length === 0) {
      const { ranking, scores } = state;
      return { messages: state.messages, ranking, scores };
    }
    const answers = await Promise.all(
      sends.map(({ node, args }) => nodes.get(node)?.invoke(args, config)),
    );
    state = { ...state, messages: [...state.messages, ...answers.flatMap(messagesOf)] };
  }
}

/** The messages of a tool node's update. */
function messagesOf(update: unknown): BaseMessage[] {
  return (update as { readonly messages?: BaseMessage[] } | undefined)?.messages ?? [];
}
