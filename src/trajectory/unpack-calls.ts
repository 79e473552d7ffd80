import type { MessageRecord, ModelCallRecord } from "./model-call.js";
import type { Trajectory } from "./trajectory.js";

/** A model call with its messages and tools in place of their positions. */
export interface ModelCall extends Omit<ModelCallRecord, "input" | "output" | "tools"> {
  /** What the model was given, in order. */
  readonly input: readonly MessageRecord[];
  /** What the model answered; null for a call without a reply. */
  readonly output: MessageRecord | null;
  /** The offered tools; null when the source does not say. */
  readonly tools: Trajectory["tools"] | null;
}

/** The part of a trajectory, or of a recording, that contains its model calls. */
interface PackedConversations {
  readonly messages?: readonly MessageRecord[] | undefined;
  readonly calls?: readonly ModelCallRecord[] | undefined;
  readonly tools: Trajectory["tools"];
}

/**
 * Lists the model calls of a trajectory with their whole conversations. Equal messages are the same object.
 *
 * @returns Empty for a trajectory of version 1, which does not contain them.
 *
 * @example
 * ```ts
 * import { AIMessage } from "@langchain/core/messages";
 * import { fakeModel } from "@langchain/core/testing";
 * import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
 * import { listModelCalls, toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";
 *
 * const model = fakeModel().respond(new AIMessage("Paris."));
 * const graph = new StateGraph(MessagesAnnotation)
 *   .addNode("chat", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
 *   .addEdge(START, "chat")
 *   .addEdge("chat", END)
 *   .compile();
 * const recorder = new TrajectoryRecorder();
 * await graph.invoke({ messages: [{ role: "user", content: "Capital of France?" }] }, { callbacks: [recorder] });
 * const context = { id: "1", task: null, fingerprint: "v1", temperature: null, outcome: null };
 *
 * for (const { node, input, output } of listModelCalls(toTrajectory(recorder.take(), context))) {
 *   console.log(node, input.map(({ content }) => content), output?.content); // chat [ 'Capital of France?' ] Paris.
 * }
 * ```
 */
export function listModelCalls({
  messages = [],
  calls = [],
  tools,
}: PackedConversations): ModelCall[] {
  const conversations: MessageRecord[][] = [];
  return calls.map((call) => {
    const shared = conversations[call.input.from ?? -1] ?? [];
    const own = call.input.messages.flatMap((position) => messages[position] ?? []);
    const input = [...shared.slice(0, call.input.keep), ...own];
    const output = call.output === null ? null : (messages[call.output] ?? null);
    conversations.push(output === null ? input : [...input, output]);
    const offered = call.tools?.flatMap((position) => tools[position] ?? []) ?? null;
    return { ...call, input, output, tools: offered };
  });
}
