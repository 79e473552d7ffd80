import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { dispatchCustomEvent } from "@langchain/core/callbacks/dispatch";
import { consumeCallback } from "@langchain/core/callbacks/promises";
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

  it("names options of another type or name", () => {
    const create = (options: object) => () => new TrajectoryRecorder(options);
    expect(create({ classify: "plan" })).toThrow("classify");
    expect(create({ redact: 1 })).toThrow("redact");
    expect(create({ redactor: String })).toThrow('TrajectoryRecorder has no option "redactor"');
  });

  it("finds an execution by its id, also if it is not the only one, and says what to pass otherwise", async () => {
    const recorder = new TrajectoryRecorder();
    const ids = [randomUUID(), randomUUID()];
    for (const runId of ids) await echo().invoke(said(runId), { callbacks: [recorder], runId });
    expect(ids.map((id) => recorder.has(id))).toEqual([true, true]);
    expect(recorder.has(randomUUID())).toBe(false);
    expect(recorder.take(ids[1]).prompt[0]?.content).toBe(ids[1]);
    const unknown = () => recorder.take("other");
    expect(unknown).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    expect(unknown).toThrow("Pass the runId of invoke or stream");
    expect(recorder.take().rootId).toBe(ids[0]);
    expect([recorder.size, recorder.has(ids[0]!)]).toEqual([0, false]);
  });

  it("waits for other handlers in the background", async () => {
    let isDone = false;
    const slow = async () => {
      await wait(20);
      isDone = true;
    };
    void consumeCallback(slow, false);
    await new TrajectoryRecorder().flush();
    expect(isDone).toBe(true);
  });

  it("records what was thrown, also if it is no error, without a stack", async () => {
    const fails = (thrown: unknown) =>
      new StateGraph(State)
        .addNode("fails", () => {
          throw thrown;
        })
        .addEdge(START, "fails")
        .compile();
    for (const [thrown, error] of [
      [new TypeError("no"), "TypeError: no"],
      // LangGraph 1.7.3 replaces a thrown text by a TypeError of its own; the node's run has the text.
      // See findings/langgraph-replaces-a-thrown-text-by-its-own-type-error.sh
      ["only words", "Error: only words"],
      [{ toString: () => "an object" }, "Error: an object"],
    ]) {
      const recorder = new TrajectoryRecorder();
      await fails(thrown)
        .invoke(EMPTY, { callbacks: [recorder] })
        .catch(() => {});
      expect(recorder.take()).toMatchObject({ status: "failed", error });
    }
  });

  it("keeps events of others, and reports a failure of its own when the recording is taken", async () => {
    const graph = (redactions: object) =>
      new StateGraph(State)
        .addNode("talks", async () => {
          const messages = [await fakeModel().respond(new AIMessage("hi")).invoke("go")];
          await dispatchCustomEvent("progress", { unreadable: "not a reading" });
          await dispatchCustomEvent("star_repairs", redactions);
          return { messages };
        })
        .addEdge(START, "talks")
        .compile();
    const reading = { repairs: [{ kind: "call_ids", original: "[]" }], unreadable: "why" };
    const recorder = new TrajectoryRecorder();
    await graph(reading).invoke(EMPTY, { callbacks: [recorder] });
    expect(recorder.take().calls).toMatchObject([reading]);
    const redact = (text: string) => {
      if (text === "why") throw new Error("redact failed");
      return text;
    };
    const failing = new TrajectoryRecorder({ redact });
    await graph(reading).invoke(EMPTY, { callbacks: [failing] });
    expect(() => failing.take()).toThrow(
      expect.objectContaining({
        code: "TRAJECTORY_INVALID",
        problem: expect.stringMatching(
          /^A run of execution "[\w-]+" could not be recorded: Error: redact failed/,
        ),
      }),
    );
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
