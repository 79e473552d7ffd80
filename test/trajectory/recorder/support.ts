import { setTimeout as wait } from "node:timers/promises";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool, type StructuredToolInterface } from "@langchain/core/tools";
import {
  END,
  type MemorySaver,
  MessagesValue,
  START,
  Send,
  StateGraph,
  StateSchema,
} from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";
import { TrajectoryRecorder, type Recording, type Step } from "../../../src/entries/recorder.js";

export const State = new StateSchema({ messages: MessagesValue });
export const EMPTY = { messages: [] };

/** A model that answers "1", "2", "3" and so on, in the order of the calls. */
export function countingModel(upTo = 30) {
  const model = fakeModel();
  for (let number = 1; number <= upTo; number++) model.respond(new AIMessage(`${number}`));
  return model;
}

/** A model that repeats the last message of its input, and so is deterministic for racing branches. */
export function echoModel(upTo = 200) {
  const model = fakeModel();
  for (let number = 1; number <= upTo; number++) {
    model.respond((messages) => new AIMessage(messages.at(-1)!.text));
  }
  return model;
}

export type FakeModel = ReturnType<typeof fakeModel>;

/** A node that calls a model after a pause and appends the reply to the messages. */
export function ask(model: FakeModel, text = "go", pauseMs = 0) {
  return async () => {
    if (pauseMs > 0) await wait(pauseMs);
    return { messages: [await model.invoke(text)] };
  };
}

/** A node that calls a model and fails the first few times. */
export function flaky(model: FakeModel, failures: number) {
  let left = failures;
  return async () => {
    const reply = await model.invoke("flaky");
    if (left-- > 0) throw new Error("flaky node");
    return { messages: [reply] };
  };
}

export const lookup = tool(async ({ id }) => `found ${id}`, {
  name: "lookup",
  description: "Looks an id up.",
  schema: z.object({ id: z.string() }),
});

/** An agent: a loop of a model and its tools. */
export function agentGraph(
  model: FakeModel,
  tools: StructuredToolInterface[] = [lookup],
  { name = "agent_loop", ...options }: { name?: string; checkpointer?: MemorySaver } = {},
) {
  return new StateGraph(State)
    .addNode("model", async (state) => ({ messages: [await model.invoke(state.messages)] }))
    .addNode("tools", new ToolNode(tools))
    .addEdge(START, "model")
    .addConditionalEdges("model", hasCalls, ["tools", END])
    .addEdge("tools", "model")
    .compile({ name, ...options });
}

export function hasCalls({ messages }: typeof State.State): "tools" | typeof END {
  const last = messages.at(-1);
  return AIMessage.isInstance(last) && (last.tool_calls?.length ?? 0) > 0 ? "tools" : END;
}

/** Retries at once, without logging. */
export const RETRY = { maxAttempts: 3, initialInterval: 1, jitter: false, logWarning: false };

/** Steps as comparable lines: `analysis agent/node 1: text`. */
export function lines({ steps }: Pick<Recording, "steps">): string[] {
  return steps.map((step) => {
    const place = [step.agent, step.node].filter((part) => part !== "").join("/");
    return `${step.kind} ${place} ${step.round}: ${told(step)}`;
  });
}

function told(step: Step): string {
  if (step.kind === "tool_call") {
    return `${step.callId} ${step.name} ${JSON.stringify(step.arguments)}`;
  }
  if (step.kind === "tool_response") return `${step.callId} ${step.status} ${step.content}`;
  return step.content;
}

/** A recording without run ids and times, which is equal for equal seeds. */
export function timeless(recording: Recording): unknown {
  const own = { rootId: undefined, rootIds: undefined, timing: undefined };
  const steps = recording.steps.map((step) => ({ ...step, timing: undefined }));
  const calls = recording.calls.map((call) => ({ ...call, timing: undefined }));
  return { ...recording, ...own, steps, calls };
}

/** A graph with one node that repeats the last message. */
export function echo(model = echoModel()) {
  return new StateGraph(State)
    .addNode("echo", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, "echo")
    .compile({ name: "echo_graph" });
}

export const said = (text: string) => ({ messages: [new HumanMessage(text)] });

/** A plan, three agents with two model calls of random duration each, and a recommendation. */
export function jittered(pause: () => number) {
  const model = echoModel();
  const agent = () =>
    new StateGraph(State)
      .addNode("think", async ({ messages }) =>
        ask(model, `${messages[0]!.text} thinks`, pause())(),
      )
      .addNode("conclude", async ({ messages }) =>
        ask(model, `${messages[1]!.text}, ends`, pause())(),
      )
      .addEdge(START, "think")
      .addEdge("think", "conclude")
      .addEdge("conclude", END)
      .compile();
  const send = (node: string, text: string) =>
    new Send(node, { messages: [new HumanMessage(text)] });
  return new StateGraph(State)
    .addNode("planner", ask(model, "plan"), { metadata: { star_step: "plan" } })
    .addNode("long", agent())
    .addNode("short", agent())
    .addNode("ranker", ask(model, "rank"), { metadata: { star_step: "recommend" } })
    .addEdge(START, "planner")
    .addConditionalEdges(
      "planner",
      () => [send("short", "B"), send("long", "A"), send("short", "C")],
      ["long", "short"],
    )
    .addEdge(["long", "short"], "ranker")
    .addEdge("ranker", END)
    .compile({ name: "jittered" });
}

/** Records one execution. */
export async function recordJittered(graph: ReturnType<typeof jittered>) {
  const recorder = new TrajectoryRecorder();
  await graph.invoke(EMPTY, { callbacks: [recorder] });
  return recorder.take();
}
