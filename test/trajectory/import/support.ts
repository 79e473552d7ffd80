import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { END, Send, START, StateGraph, type MemorySaver } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { createRandom, shuffle } from "../../../src/random.js";
import { TrajectoryRecorder, type Recording } from "../../../src/entries/recorder.js";
import { addTool, findTool, say, script } from "../recorder/prebuilt/support.js";
import { RETRY, State, hasCalls, timeless, type FakeModel } from "../recorder/support.js";

const usage: object = {
  usage_metadata: { input_tokens: 20, output_tokens: 5, total_tokens: 25 },
};

/** A model reply with model name and token counts. */
export function told(content: string, ...calls: Parameters<typeof say>[1][]): AIMessage {
  return new AIMessage({
    content,
    tool_calls: say(content, ...calls).tool_calls ?? [],
    response_metadata: { model_name: "scripted-1" },
    ...usage,
  });
}

/** A loop of a model and its tools, with instructions outside of the state. */
function agent(model: FakeModel, instructions: string) {
  const tools = [findTool(), addTool()];
  const bound = model.bindTools(tools);
  return new StateGraph(State)
    .addNode("model", async ({ messages }) => ({
      messages: [await bound.invoke([{ role: "system", content: instructions }, ...messages])],
    }))
    .addNode("tools", new ToolNode(tools))
    .addEdge(START, "model")
    .addConditionalEdges("model", hasCalls, ["tools", END])
    .addEdge("tools", "model")
    .compile();
}

/** A node that fails the first time, after its model call. */
function unsteady(model: FakeModel) {
  let attempts = 0;
  return async ({ messages }: typeof State.State) => {
    const reply = await model.invoke(messages);
    if (attempts++ === 0) throw new Error("unsteady");
    return { messages: [reply] };
  };
}

/** A graph like the teacher: a plan, parallel agents, a reflection that sends one back, a recommendation. */
export function teacherLike(checkpointer?: MemorySaver) {
  const send = (node: string, text: string) =>
    new Send(node, { messages: [new HumanMessage(text)] });
  const planner = script(told("Ask both."), told("Ask recent again."));
  const recent = script(
    told("Looking.", ["find", { id: "a" }, "r1"], ["add", { a: 1, b: 2 }, "r2"]),
    told("Recent says a."),
    told("", ["find", { id: "b" }, "r3"]),
    told("Recent says b."),
  );
  const longTerm = script(
    told("", ["find", { id: 7 }, "l1"], ["nope", {}, "l2"]),
    told("Long says c."),
  );
  let round = 0;
  return new StateGraph(State)
    .addNode("planner", async ({ messages }) => ({ messages: [await planner.invoke(messages)] }), {
      metadata: { star_step: "plan" },
    })
    .addNode("recent", agent(recent, "You look at what is recent."))
    .addNode("long_term", agent(longTerm, "You look far back."))
    .addNode("reflector", unsteady(script(told("lost"), told("Not sure."), told("Fine."))), {
      metadata: { star_step: "reflection" },
      retryPolicy: RETRY,
    })
    .addNode(
      "ranker",
      async ({ messages }) => ({ messages: [await script(told("b, a, c")).invoke(messages)] }),
      { metadata: { star_step: "recommend" } },
    )
    .addEdge(START, "planner")
    .addConditionalEdges(
      "planner",
      () =>
        round++ === 0
          ? [send("recent", "now"), send("long_term", "ever")]
          : [send("recent", "again")],
      ["recent", "long_term"],
    )
    .addEdge("recent", "reflector")
    .addEdge("long_term", "reflector")
    .addConditionalEdges("reflector", () => (round === 1 ? "planner" : "ranker"), [
      "planner",
      "ranker",
    ])
    .addEdge("ranker", END)
    .compile({ name: "teacher-like", ...(checkpointer ? { checkpointer } : {}) });
}

export type Json = Record<string, unknown>;

/** Collects the runs that LangChain's tracer would send to LangSmith, as LangSmith lists them. */
function createLangSmith() {
  const runs = new Map<string, Json>();
  const keep = (id: string, run: Json) =>
    void runs.set(id, { ...runs.get(id), ...JSON.parse(JSON.stringify(run)) });
  const client = {
    createRun: async (run: Json) => keep(String(run["id"]), run),
    updateRun: async (id: string, run: Json) => keep(id, run),
  };
  const tracer = new LangChainTracer({ client: client as never });
  tracer.awaitHandlers = true;
  return { tracer, list: () => shuffle([...runs.values()].map(listed), createRandom("runs")) };
}

/** LangSmith writes times as text without a zone, and null for absent values. */
function listed(run: Json): Json {
  const time = (value: unknown) =>
    typeof value === "number" ? new Date(value).toISOString().slice(0, -1) : value;
  return {
    error: null,
    outputs: null,
    parent_run_id: null,
    ...run,
    start_time: time(run["start_time"]),
    end_time: time(run["end_time"] ?? null),
  };
}

/** Runs a graph once with the recorder and the tracer attached. */
export async function observe(
  run: (callbacks: [TrajectoryRecorder, LangChainTracer]) => Promise<unknown>,
) {
  const recorder = new TrajectoryRecorder();
  const { tracer, list } = createLangSmith();
  await run([recorder, tracer]);
  await awaitAllCallbacks();
  return { recordings: recorder.recordings(), runs: list() };
}

/** A recording without times, which recorder and tracer read from the clock separately. */
export const comparable = (recordings: readonly Recording[]) =>
  recordings.map((recording) => ({
    ...(timeless(recording) as Recording),
    rootId: recording.rootId,
    rootIds: recording.rootIds,
  }));
