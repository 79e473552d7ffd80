import { HumanMessage } from "@langchain/core/messages";
import { Annotation, Command, MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createAgent } from "langchain";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import {
  fromStateHistory,
  type ThreadedGraph,
} from "../../../src/trajectory/import/state-history.js";
import { QUESTION, findTool, say, script } from "../recorder/prebuilt/support.js";
import { State, ask, lines } from "../recorder/support.js";
import { asking, couple, twoNodes } from "./scenarios.js";
import { teacherLike, told } from "./support.js";

const THREAD = { configurable: { thread_id: "thread" } };
const ALWAYS = ["attempts", "prompt", "replies", "timing", "tools"];

interface Runnable extends ThreadedGraph {
  invoke(input: never, options: object): Promise<unknown>;
}

/** The recordings of the recorder, and those reconstructed from the checkpoints. */
async function observe(graph: Runnable, inputs: readonly unknown[] = [QUESTION]) {
  const recorder = new TrajectoryRecorder();
  for (const input of inputs) {
    await graph.invoke(input as never, { ...THREAD, callbacks: [recorder] }).catch(() => {});
  }
  return { recorded: recorder.recordings(), told: await fromStateHistory(graph, THREAD) };
}

describe("fromStateHistory", () => {
  it("reads the steps, prompt and usage of a teacher", async () => {
    const { recorded, told } = await observe(teacherLike(new MemorySaver()));
    expect(told.map(lines)).toEqual(recorded.map(lines));
    const [seen, known] = [recorded[0]!, told[0]!];
    expect(known).toMatchObject({
      graph: "teacher-like",
      threadId: "thread",
      status: "completed",
      error: null,
      incomplete: false,
      models: seen.models,
      prompt: [{ role: "user", content: "go" }],
      missing: ALWAYS,
    });
    // Without the failed attempt.
    expect(known.usage.modelCalls).toBe(seen.usage.modelCalls - 1);
    expect(known.usage.inputTokens).toBe(seen.usage.inputTokens - 20);
    expect(known.steps.every((step) => !("timing" in step))).toBe(true);
  });

  it("reads a supervisor, each handoff with its answer", async () => {
    const worker = (name: string) =>
      createAgent({
        model: script(told("", ["find", { id: name }, `${name}1`]), told(`${name} is done.`)),
        tools: [findTool()],
        name,
      }).graph;
    const llm = script(
      told("First.", ["transfer_to_left", {}, "1"]),
      told("Then.", ["transfer_to_right", {}, "2"]),
      told("End."),
    );
    const agents = [worker("left"), worker("right")];
    const graph = createSupervisor({ agents, llm }).compile({ checkpointer: new MemorySaver() });
    const { recorded, told: known } = await observe(graph);
    expect(known.map(lines)).toEqual(recorded.map(lines));
    const { usage } = recorded[0]!;
    const expected = { status: "completed", incomplete: false, usage, missing: ALWAYS };
    expect(known[0]).toMatchObject(expected);
  });

  it("reads a swarm", async () => {
    const { recorded, told } = await observe(couple().compile({ checkpointer: new MemorySaver() }));
    expect(told.map(lines)).toEqual(recorded.map(lines));
    expect(told[0]).toMatchObject({ status: "completed", incomplete: false });
  });

  const failing = () =>
    new StateGraph(State)
      .addNode("fine", ask(script(told("fine"))))
      .addNode("failing", () => {
        throw new TypeError("no such thing");
      })
      .addEdge(START, "fine")
      .addEdge("fine", "failing")
      .compile({ checkpointer: new MemorySaver() });

  const turns = [QUESTION, QUESTION];
  const resumed = [QUESTION, new Command({ resume: "yes" })];
  it.each<[string, () => Runnable, readonly unknown[]]>([
    ["an interrupt and its resumption", () => asking(new MemorySaver()), resumed],
    ["an unanswered interrupt", () => asking(new MemorySaver()), [QUESTION]],
    ["two turns", () => twoNodes().compile({ checkpointer: new MemorySaver() }), turns],
    ["a failure", failing, [QUESTION]],
  ])("reads %s as the recorder does", async (_, build, inputs) => {
    const { recorded, told } = await observe(build(), inputs);
    expect(told.map(lines)).toEqual(recorded.map(lines));
    const fates = (recordings: typeof told) =>
      recordings.map(({ status, error, incomplete }) => ({ status, error, incomplete }));
    expect(fates(told)).toEqual(fates(recorded));
  });

  it("does not distinguish a breakpoint from an aborted thread", async () => {
    const graph = twoNodes().compile({
      checkpointer: new MemorySaver(),
      interruptBefore: ["second"],
    });
    const { told } = await observe(graph);
    expect(told.map(lines)).toEqual([["analysis first 1: 1"]]);
    expect(told[0]).toMatchObject({
      status: "interrupted",
      error: "The execution had not ended when it was taken.",
    });
  });

  it("reads the ancestors of the last checkpoint, or of the requested one", async () => {
    const graph = twoNodes().compile({ checkpointer: new MemorySaver() });
    const { told } = await observe(graph);
    const afterFirst = [];
    for await (const { config, next } of graph.getStateHistory(THREAD)) {
      if (next[0] === "second") afterFirst.push(config);
    }
    const changed = await graph.updateState(afterFirst[0]!, { messages: [new HumanMessage("no")] });
    await graph.invoke(null, changed);
    const [forked] = await fromStateHistory(graph, THREAD);
    expect(told.map(lines)).toEqual([["analysis first 1: 1", "analysis second 1: 4"]]);
    expect(lines(forked!)).toEqual(["analysis first 1: 1", "analysis second 1: 5"]);
    const { checkpoint_id } = afterFirst[0]!.configurable!;
    const configurable = { ...THREAD.configurable, checkpoint_id };
    const [early] = await fromStateHistory(graph, { configurable });
    expect(lines(early!)).toEqual(["analysis first 1: 1"]);
  });

  it("counts a reply once when nodes write it again, and lacks replies that were not written", async () => {
    const model = script(told("kept"), told("lost"), told("kept, too"));
    const graph = new StateGraph(State)
      .addNode("keeps", async () => ({ messages: [await model.invoke("a")] }))
      .addNode("repeats", ({ messages }) => ({ messages }))
      .addNode("loses", async () => {
        await model.invoke("b");
        return {};
      })
      .addNode("last", async ({ messages }) => ({
        messages: [...messages, await model.invoke("c")],
      }))
      .addEdge(START, "keeps")
      .addEdge("keeps", "repeats")
      .addEdge("repeats", "loses")
      .addEdge("loses", "last")
      .compile({ checkpointer: new MemorySaver() });
    const { recorded, told: known } = await observe(graph);
    expect(recorded[0]!.steps).toHaveLength(3);
    expect(lines(known[0]!)).toEqual(["analysis keeps 1: kept", "analysis last 1: kept, too"]);
    expect(known[0]!.missing).toContain("replies");
  });

  it("reports missing model names and tokens", async () => {
    const graph = new StateGraph(State)
      .addNode("one", ask(script(say("1"))))
      .addEdge(START, "one")
      .compile({ checkpointer: new MemorySaver() });
    const { told: known } = await observe(graph);
    expect(known[0]).toMatchObject({
      models: [],
      missing: ["attempts", "models", "prompt", "replies", "timing", "tools", "usage"],
    });
  });

  it("rejects an unknown thread or checkpoint", async () => {
    const graph = twoNodes().compile({ checkpointer: new MemorySaver() });
    await expect(fromStateHistory(graph, THREAD)).rejects.toThrow(
      'Thread "thread" does not have a checkpoint. Pass the thread_id',
    );
    await graph.invoke(QUESTION, THREAD);
    const configurable = { ...THREAD.configurable, checkpoint_id: "nowhere" };
    await expect(fromStateHistory(graph, { configurable })).rejects.toThrow('checkpoint "nowhere"');
  });

  it("rejects a thread whose state LangGraph cannot load", async () => {
    const Counted = Annotation.Root({ count: Annotation<unknown> });
    const graph = new StateGraph(Counted)
      .addNode("grow", () => ({ count: 10n }))
      .addEdge(START, "grow")
      .compile({ checkpointer: new MemorySaver() });
    await graph.invoke({ count: 1 }, THREAD);
    const expected = { code: "TRAJECTORY_INVALID", message: expect.stringContaining("a BigInt") };
    await expect(fromStateHistory(graph, THREAD)).rejects.toMatchObject(expected);
  });
});
