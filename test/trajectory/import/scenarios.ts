import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { HumanMessage } from "@langchain/core/messages";
import {
  Command,
  MemorySaver,
  START,
  StateGraph,
  entrypoint,
  interrupt,
  task,
} from "@langchain/langgraph";
import { createHandoffTool, createSwarm } from "@langchain/langgraph-swarm";
import { createAgent } from "langchain";
import { fail, talk } from "./contents.js";
import { QUESTION, addTool, findTool, script } from "../recorder/prebuilt/support.js";
import { State, ask, echoModel } from "../recorder/support.js";
import { teacherLike, told } from "./support.js";

type Callbacks = BaseCallbackHandler[];
type Scenario = readonly [name: string, run: (callbacks: Callbacks) => Promise<unknown>];

const THREAD = { configurable: { thread_id: "thread" } };
export const twoNodes = () =>
  new StateGraph(State)
    .addNode("first", ask(script(told("1"), told("2"), told("3"))))
    .addNode("second", ask(script(told("4"), told("5"), told("6"))))
    .addEdge(START, "first")
    .addEdge("first", "second");

/** A graph with a subgraph whose second node interrupts for approval. */
export function asking(checkpointer: MemorySaver) {
  const inner = twoNodes()
    .addNode("leave", () => ({ messages: [new HumanMessage(String(interrupt("May I?")))] }))
    .addEdge("second", "leave")
    .compile();
  return new StateGraph(State)
    .addNode("before", ask(script(told("before"))))
    .addNode("inner", inner)
    .addNode("after", ask(script(told("after"))))
    .addEdge(START, "before")
    .addEdge("before", "inner")
    .addEdge("inner", "after")
    .compile({ name: "asking", checkpointer });
}

export function couple() {
  const alice = createAgent({
    model: script(
      told("", ["add", { a: 1, b: 2 }, "a1"], ["find", { id: "q" }, "a2"]),
      told("Bob knows.", ["transfer_to_bob", {}, "a3"]),
    ),
    tools: [addTool(), findTool(), createHandoffTool({ agentName: "bob" })],
    name: "alice",
  });
  const bob = createAgent({
    model: script(told("", ["find", { id: "w" }, "b1"]), told("Here.")),
    tools: [findTool(), createHandoffTool({ agentName: "alice" })],
    name: "bob",
  });
  return createSwarm({ agents: [alice.graph, bob.graph] as never, defaultActiveAgent: "alice" });
}

/** Executions of graphs with the given callbacks. */
export const SCENARIOS: readonly Scenario[] = [
  ["a teacher", (callbacks) => teacherLike().invoke(QUESTION, { callbacks })],
  ["a swarm", (callbacks) => couple().compile().invoke(QUESTION, { callbacks })],
  [
    "an interrupt and its resumption",
    async (callbacks) => {
      const graph = asking(new MemorySaver());
      await graph.invoke(QUESTION, { callbacks, ...THREAD });
      await graph.invoke(new Command({ resume: "yes" }), { callbacks, ...THREAD });
    },
  ],
  [
    "an unanswered interrupt",
    (callbacks) => asking(new MemorySaver()).invoke(QUESTION, { callbacks, ...THREAD }),
  ],
  [
    "a breakpoint",
    async (callbacks) => {
      const graph = twoNodes().compile({
        checkpointer: new MemorySaver(),
        interruptBefore: ["second"],
      });
      await graph.invoke(QUESTION, { callbacks, ...THREAD });
      await graph.invoke(null, { callbacks, ...THREAD });
    },
  ],
  [
    "two turns of one thread",
    async (callbacks) => {
      const graph = twoNodes().compile({ checkpointer: new MemorySaver() });
      for (let turn = 0; turn < 2; turn++) await graph.invoke(QUESTION, { callbacks, ...THREAD });
    },
  ],
  [
    "a failure",
    async (callbacks) => {
      const graph = new StateGraph(State)
        .addNode("fine", ask(echoModel()))
        .addNode("failing", () => {
          throw new TypeError("no such\n\nthing");
        })
        .addEdge(START, "fine")
        .addEdge("fine", "failing")
        .compile();
      await graph.invoke(QUESTION, { callbacks }).catch(() => {});
    },
  ],
  [
    "an endless loop",
    async (callbacks) => {
      const graph = twoNodes().addEdge("second", "first").compile();
      await graph.invoke(QUESTION, { callbacks, recursionLimit: 3 }).catch(() => {});
    },
  ],
  [
    "tasks of the functional API",
    async (callbacks) => {
      const model = echoModel();
      const say = task("say", async (text: string) => (await model.invoke(text)).text);
      const flow = entrypoint({ name: "flow", checkpointer: new MemorySaver() }, async () => {
        const [one, two] = await Promise.all([say("one"), say("two")]);
        return `${one} ${two} ${String(interrupt("ok?"))} ${await say("three")}`;
      });
      await flow.invoke("go", { callbacks, ...THREAD });
      await flow.invoke(new Command({ resume: "yes" }), { callbacks, ...THREAD });
    },
  ],
  ["contents of every kind", talk],
  ["failing models", fail],
];
