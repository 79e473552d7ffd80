import { type AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import {
  Annotation,
  Command,
  END,
  entrypoint,
  interrupt,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
  task,
} from "@langchain/langgraph";
import { InMemoryCache } from "@langchain/langgraph-checkpoint";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ask,
  expectTold,
  find,
  record,
  rowsOf,
  say,
  script,
  type ScriptedModel,
} from "./support.js";

type State = typeof MessagesAnnotation.State;
const THREAD = { configurable: { thread_id: "1" } };

/** A node that asks a question of its own after the messages. */
const asking =
  (model: ScriptedModel, question: string) =>
  async ({ messages }: State) => ({
    messages: [await model.invoke([...messages, new HumanMessage(question)])],
  });

/** A loop of a model and a node that runs its tools. */
function loopOf(model: ScriptedModel, run: unknown = new ToolNode([find]), tools = [find]) {
  const bound = model.bindTools(tools as never);
  return new StateGraph(MessagesAnnotation)
    .addNode("ask", async ({ messages }) => ({ messages: [await bound.invoke(messages)] }))
    .addNode("tools", run as ToolNode)
    .addEdge(START, "ask")
    .addConditionalEdges(
      "ask",
      ({ messages }) => ((messages.at(-1) as AIMessage).tool_calls?.length ? "tools" : END),
      ["tools", END],
    )
    .addEdge("tools", "ask")
    .compile({ checkpointer: new MemorySaver() });
}

async function rowsOfLoop(model: ScriptedModel, graph: ReturnType<typeof loopOf>) {
  const trajectory = await record((options) => graph.invoke(ask("go"), { ...THREAD, ...options }));
  expectTold(trajectory, model);
  return rowsOf(trajectory);
}

const findTwo = (first: string, second: string) =>
  say("x", ["find", { id: "a" }, first], ["find", { id: "b" }, second]);

describe("tool calls of one turn", () => {
  const both = 'assistant: x | find {"id":"a"} | find {"id":"b"}';
  const answered = ["tool: found a", "tool: found b", "*assistant: done"];

  it("with one that fails: the turn is context of the replies after it", async () => {
    const flaky = tool(
      async ({ id }: { id: string }) => {
        if (id === "b") throw new Error("no b");
        return `found ${id}`;
      },
      { name: "find", description: "Finds.", schema: z.object({ id: z.string() }) },
    );
    const model = script(findTwo("1", "2"), say("y", ["find", { id: "c" }, "3"]), say("done"));
    const graph = loopOf(model, new ToolNode([flaky]), [flaky]);
    expect(await rowsOfLoop(model, graph)).toEqual({
      verdicts: ["failed_call", "trained", "trained"],
      rows: [
        [
          "ask",
          "user: go",
          both,
          "tool: found a",
          "tool: Error: no b\n Please fix your mistakes.",
          '*assistant: y | find {"id":"c"}',
          "tool: found c",
          "*assistant: done",
        ],
      ],
    });
  });

  it("with one id are two calls with two answers", async () => {
    const model = script(findTwo("same", "same"), say("done"));
    expect(await rowsOfLoop(model, loopOf(model))).toEqual({
      verdicts: ["trained", "trained"],
      rows: [["ask", "user: go", `*${both}`, ...answered]],
    });
  });

  const runBy =
    (argumentsOf: (args: unknown) => unknown) =>
    async ({ messages }: State) => ({
      messages: await Promise.all(
        ((messages.at(-1) as AIMessage).tool_calls ?? []).map(async ({ id = "", name, args }) => {
          const content = await find.invoke(argumentsOf(args) as { id: string });
          return new ToolMessage({ content, tool_call_id: id, name });
        }),
      ),
    });

  it("that a node runs itself are trained", async () => {
    const model = script(findTwo("1", "2"), say("done"));
    const graph = loopOf(
      model,
      runBy((args) => args),
    );
    expect(await rowsOfLoop(model, graph)).toEqual({
      verdicts: ["trained", "trained"],
      rows: [["ask", "user: go", `*${both}`, ...answered]],
    });
  });

  it("that a node runs with other arguments are not trained, nor is the reply that reads both", async () => {
    const model = script(findTwo("1", "2"), say("done"));
    const graph = loopOf(
      model,
      runBy(() => ({ id: "Z" })),
    );
    expect(await rowsOfLoop(model, graph)).toEqual({ verdicts: ["edited", "edited"], rows: [] });
  });
});

it("functional API: each task is a row, also after an interrupt", async () => {
  const model = script(say("Plan."), say("One."), say("Sum."));
  const step = task("step", async (text: string) => (await model.invoke(text)).text);
  const flow = entrypoint({ name: "flow", checkpointer: new MemorySaver() }, async (x: string) => {
    const part = await step(`${await step(`Plan ${x}`)} 1`);
    return step(`${part} ${interrupt("?")}`);
  });
  const trajectory = await record(async (options) => {
    await flow.invoke("x", { ...THREAD, ...options });
    await flow.invoke(new Command({ resume: "yes" }), { ...THREAD, ...options });
  });
  expectTold(trajectory, model);
  expect(rowsOf(trajectory)).toEqual({
    verdicts: ["trained", "trained", "trained"],
    rows: [
      ["flow/step", "user: Plan x", "*assistant: Plan."],
      ["flow/step", "user: Plan. 1", "*assistant: One."],
      ["flow/step", "user: One. yes", "*assistant: Sum."],
    ],
  });
});

it("a cached node: its reply is context, and the recording is incomplete", async () => {
  const model = script(say("one"), say("two"), say("three"));
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("a", asking(model, "A?"), { cachePolicy: { keyFunc: () => "key" } })
    .addNode("b", asking(model, "B?"))
    .addEdge(START, "a")
    .addEdge("a", "b")
    .addEdge("b", END)
    .compile({ cache: new InMemoryCache() });
  const first = await record((options) => graph.invoke(ask("go"), options));
  const second = await record((options) => graph.invoke(ask("go"), options));
  expect([first.incomplete, second.incomplete]).toEqual([undefined, true]);
  expectTold(second, { notes: model.notes.slice(2) });
  expect(rowsOf(second)).toEqual({
    verdicts: ["trained"],
    rows: [["b", "user: go", "assistant: one", "user: B?", "*assistant: three"]],
  });
});

it("a deferred node reads all branches, of different lengths, in the order of the state", async () => {
  const echo = (messages: readonly { readonly text: string }[]) =>
    say(`to ${messages.at(-1)?.text}`);
  const model = script(echo, echo, echo, echo);
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("a", asking(model, "A?"))
    .addNode("b", asking(model, "B?"))
    .addNode("b2", asking(model, "B2?"))
    .addNode("end", asking(model, "End?"), { defer: true })
    .addEdge(START, "a")
    .addEdge(START, "b")
    .addEdge("b", "b2")
    .addEdge("a", "end")
    .addEdge("b2", "end")
    .addEdge("end", END)
    .compile();
  const trajectory = await record((options) => graph.invoke(ask("go"), options));
  expectTold(trajectory, model);
  const replies = ["assistant: to A?", "assistant: to B?"];
  expect(rowsOf(trajectory).rows).toEqual([
    ["a", "user: go", "user: A?", "*assistant: to A?"],
    ["b", "user: go", "user: B?", "*assistant: to B?"],
    ["b2", "user: go", ...replies, "user: B2?", "*assistant: to B2?"],
    ["end", "user: go", ...replies, "assistant: to B2?", "user: End?", "*assistant: to End?"],
  ]);
});

it("Send map-reduce: one row for each part, in the order of the Sends", async () => {
  const model = script(
    (messages) => say(`of ${messages[0]?.text}`),
    (messages) => say(`of ${messages[0]?.text}`),
    say("Both."),
  );
  const Parts = Annotation.Root({
    topic: Annotation<string>,
    out: Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] }),
  });
  const graph = new StateGraph(Parts)
    .addNode("map", async ({ topic }) => ({ out: [(await model.invoke(topic)).text] }))
    .addNode("reduce", async ({ out }) => {
      await model.invoke(out.join(" and "));
      return {};
    })
    .addConditionalEdges(START, () => ["B", "A"].map((topic) => new Send("map", { topic })), [
      "map",
    ])
    .addEdge("map", "reduce")
    .addEdge("reduce", END)
    .compile();
  const trajectory = await record((options) => graph.invoke({}, options));
  expectTold(trajectory, model);
  expect(rowsOf(trajectory).rows).toEqual([
    ["map", "user: B", "*assistant: of B"],
    ["map", "user: A", "*assistant: of A"],
    ["reduce", "user: of B and of A", "*assistant: Both."],
  ]);
});

describe("time travel", () => {
  const base = ["ask", "user: go", 'assistant: x | find {"id":"a"}'];

  async function travel() {
    const model = script(say("x", ["find", { id: "a" }, "1"]), say("done"), say("other"));
    const graph = loopOf(model);
    const first = await record((options) => graph.invoke(ask("go"), { ...THREAD, ...options }));
    for await (const state of graph.getStateHistory(THREAD)) {
      if (state.next[0] === "ask" && state.values.messages.length === 3) {
        return { model, graph, first, state };
      }
    }
    throw new Error("There is no such state.");
  }

  it("replays a reply: both replies are trained, each in its recording", async () => {
    const { model, graph, first, state } = await travel();
    const again = await record((options) => graph.invoke(null, { ...state.config, ...options }));
    expect(rowsOf(first).rows).toEqual([
      ["ask", "user: go", '*assistant: x | find {"id":"a"}', "tool: found a", "*assistant: done"],
    ]);
    expect(again.incomplete).toBe(true);
    expectTold(again, { notes: model.notes.slice(2) });
    expect(rowsOf(again).rows).toEqual([[...base, "tool: found a", "*assistant: other"]]);
  });

  it("forks with another answer: the reply stands after the answer that it read", async () => {
    const { model, graph, state } = await travel();
    const { id } = state.values.messages[2] ?? {};
    const answer = new ToolMessage({ id: id!, content: "found Z", tool_call_id: "1" });
    const config = await graph.updateState(state.config, { messages: [answer] }, "tools");
    const forked = await record((options) => graph.invoke(null, { ...config, ...options }));
    expectTold(forked, { notes: model.notes.slice(2) });
    expect(rowsOf(forked).rows).toEqual([[...base, "tool: found Z", "*assistant: other"]]);
  });
});
