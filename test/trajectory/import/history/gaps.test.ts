import { HumanMessage } from "@langchain/core/messages";
import { Command, MemorySaver, START, StateGraph, interrupt } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { fromStateHistory } from "../../../../src/trajectory/import/state-history.js";
import { QUESTION, script } from "../../recorder/prebuilt/support.js";
import { State, ask, lines } from "../../recorder/support.js";
import { asking, twoNodes } from "../scenarios.js";
import { told } from "../support.js";

const configurable = { thread_id: "thread" };
const RESUME = new Command({ resume: "yes" });

type Durability = "sync" | "exit";

interface Turn {
  readonly input: unknown;
  readonly durability: Durability;
}
const turn = (durability: Durability, input: unknown = QUESTION): Turn => ({ durability, input });

async function readAfter(graph: ReturnType<typeof asking>, turns: readonly Turn[]) {
  for (const { input, durability } of turns) {
    await graph.invoke(input as never, { configurable, durability }).catch(() => {});
  }
  return fromStateHistory(graph, { configurable });
}

const compiled = (graph: { compile(options: object): unknown }, options: object = {}) =>
  graph.compile({ checkpointer: new MemorySaver(), ...options }) as never as ReturnType<
    typeof asking
  >;

const failing = () =>
  compiled(
    new StateGraph(State)
      .addNode("fine", ask(script(told("fine"))))
      .addNode("failing", () => {
        throw new TypeError("no such thing");
      })
      .addEdge(START, "fine")
      .addEdge("fine", "failing"),
  );

/** Calls its model after an interrupt, as the last step. */
const lastStep = () =>
  compiled(
    new StateGraph(State)
      .addNode("last", async ({ messages }) => {
        interrupt("May I?");
        return { messages: [await script(told("done")).invoke(messages)] };
      })
      .addEdge(START, "last"),
  );

describe("a thread stored with durability exit", () => {
  it.each<[string, ReturnType<typeof asking>, readonly Turn[], readonly string[]]>([
    ["a completed run", compiled(twoNodes()), [turn("exit")], ["completed"]],
    ["two turns", compiled(twoNodes()), [turn("exit"), turn("exit")], ["completed", "completed"]],
    ["a waiting subgraph", asking(new MemorySaver()), [turn("exit")], ["interrupted"]],
    [
      "a resumed subgraph",
      asking(new MemorySaver()),
      [turn("exit"), turn("exit", RESUME)],
      ["completed"],
    ],
    ["a failure", failing(), [turn("exit")], ["failed"]],
    [
      "a breakpoint",
      compiled(twoNodes(), { interruptBefore: ["second"] }),
      [turn("exit")],
      ["interrupted"],
    ],
    ["a resumption of one step", lastStep(), [turn("sync"), turn("exit", RESUME)], ["completed"]],
  ])("is incomplete: %s", async (_, graph, turns, statuses) => {
    const recordings = await readAfter(graph, turns);
    expect(recordings.map(({ status }) => status)).toEqual(statuses);
    expect(recordings.map(({ incomplete }) => incomplete)).toEqual(statuses.map(() => true));
  });

  it("marks only the turn that lacks steps", async () => {
    const graph = compiled(twoNodes());
    const recordings = await readAfter(graph, [turn("sync"), turn("exit"), turn("sync")]);
    expect(recordings.map(({ incomplete }) => incomplete)).toEqual([false, true, false]);
    expect(recordings.map(lines)).toEqual([
      ["analysis first 1: 1", "analysis second 1: 4"],
      [],
      ["analysis first 1: 3", "analysis second 1: 6"],
    ]);
  });
});

describe("a thread with forks", () => {
  const beforeSecond = async (graph: ReturnType<typeof asking>) => {
    for await (const { config, next } of graph.getStateHistory({ configurable })) {
      if (next[0] === "second") return config;
    }
    throw new Error("The thread has no such checkpoint.");
  };

  it("is whole after a replay, in the order of the parents", async () => {
    const graph = compiled(twoNodes());
    await graph.invoke(QUESTION as never, { configurable });
    await graph.invoke(null, await beforeSecond(graph));
    const [recording, ...others] = await fromStateHistory(graph, { configurable });
    expect(others).toEqual([]);
    expect(recording).toMatchObject({ status: "completed", incomplete: false });
    expect(lines(recording!)).toEqual(["analysis first 1: 1", "analysis second 1: 5"]);
  });

  it("has no step of another branch in the turn before a new input", async () => {
    const graph = compiled(twoNodes());
    await graph.invoke(QUESTION as never, { configurable });
    await graph.invoke(
      { messages: [new HumanMessage("Something else.")] } as never,
      await beforeSecond(graph),
    );
    const recordings = await fromStateHistory(graph, { configurable });
    expect(recordings.map(lines)).toEqual([
      ["analysis first 1: 1"],
      ["analysis first 1: 2", "analysis second 1: 5"],
    ]);
    expect(recordings.map(({ status }) => status)).toEqual(["interrupted", "completed"]);
  });
});
