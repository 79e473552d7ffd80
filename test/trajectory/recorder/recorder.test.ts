import { setTimeout as wait } from "node:timers/promises";
import { AIMessage, HumanMessage, SystemMessage } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { fakeModel } from "@langchain/core/testing";
import { START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, agentGraph, countingModel, echo, lines, said } from "./support.js";

describe("TrajectoryRecorder", () => {
  it("rejects an unknown execution, and a missing id where there are several", async () => {
    const recorder = new TrajectoryRecorder();
    expect(() => recorder.take()).toThrow("Pass the runId");
    for (const text of ["a", "b"]) await echo().invoke(said(text), { callbacks: [recorder] });
    expect(() => recorder.take()).toThrow("No runId was passed and 2 executions are in memory.");
    expect(() => recorder.release("elsewhere")).toThrow(
      'No execution "elsewhere" is among the 2 in memory.',
    );
    expect(recorder.recordings()).toHaveLength(2);
  });

  it("copies data, so that later changes have no effect", async () => {
    const recorder = new TrajectoryRecorder();
    const reply = new AIMessage({
      content: "before",
      tool_calls: [{ id: "x", name: "lookup", args: { id: "before" } }],
    });
    const asked = [new SystemMessage("before"), new HumanMessage("before")];
    const graph = new StateGraph(State)
      .addNode("changing", async () => {
        const messages = [await fakeModel().respond(reply).invoke(asked)];
        for (const message of [...asked, reply]) message.content = "MUTATED";
        reply.tool_calls![0]!.args["id"] = "MUTATED";
        return { messages };
      })
      .addEdge(START, "changing")
      .compile();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    const recording = recorder.take();
    expect(JSON.stringify(recording)).not.toContain("MUTATED");
    expect(recording.prompt).toEqual([
      { role: "system", content: "before" },
      { role: "user", content: "before" },
    ]);
  });

  it("records a run once when it is attached several times", async () => {
    const recorder = new TrajectoryRecorder();
    const callbacks = [recorder];
    const inner = agentGraph(countingModel()).withConfig({ callbacks });
    const outer = new StateGraph(State).addNode("agent", inner).addEdge(START, "agent").compile();
    await outer.withConfig({ callbacks }).invoke(EMPTY, { callbacks });
    expect(lines(recorder.take())).toEqual(["analysis agent/model 1: 1"]);
  });

  it("records a graph inside another runnable, and a graph whose caller is not recorded", async () => {
    const recorder = new TrajectoryRecorder();
    const graph = agentGraph(countingModel());
    const wrapper = RunnableLambda.from((input: typeof EMPTY) => graph.invoke(input));
    await wrapper.invoke(EMPTY, { callbacks: [recorder] });
    expect(lines(recorder.take())).toEqual(["analysis model 1: 1"]);

    const inner = echo().withConfig({ callbacks: [recorder] });
    const outer = new StateGraph(State).addNode("outer", inner).addEdge(START, "outer").compile();
    await outer.invoke(said("hi"));
    expect(lines(recorder.take())).toEqual(["analysis echo 1: hi"]);
  });

  it("ignores runs that a node started and did not await", async () => {
    const recorder = new TrajectoryRecorder();
    const model = countingModel();
    const graph = new StateGraph(State)
      .addNode("careless", () => {
        setTimeout(() => void model.invoke("forgotten"), 20);
        return {};
      })
      .addEdge(START, "careless")
      .compile();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    recorder.take();
    await wait(40);
    expect(model.callCount).toBe(1);
    expect(recorder.recordings()).toEqual([]);
  });

  it("has complete recordings when invoke returns, without a flush", async () => {
    const recorder = new TrajectoryRecorder();
    expect(recorder.awaitHandlers).toBe(true);
    await expect(recorder.flush()).resolves.toBeUndefined();
  });
});
