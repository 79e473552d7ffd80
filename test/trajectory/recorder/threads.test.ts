import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { MemorySaver } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  listModelCalls,
  toTrajectory,
  type Trajectory,
  TrajectoryRecorder,
} from "../../../src/entries/recorder.js";
import { agentGraph } from "./support.js";

const context = { id: "t", task: null, fingerprint: "f", temperature: null, outcome: null };
const look = tool(() => "seen", { name: "look", description: "Looks.", schema: z.object({}) });

/** A thread in which every turn has a question, a call, its answer and a reply. */
async function recordThread(
  turns: number,
): Promise<{ thread: Trajectory; recorder: TrajectoryRecorder }> {
  const model = fakeModel();
  for (let turn = 0; turn < turns; turn++) {
    const call = { id: `c${turn}`, name: "look", args: {}, type: "tool_call" as const };
    model.respond(new AIMessage({ content: "", tool_calls: [call] }));
    model.respond(new AIMessage(`Reply ${turn}.`));
  }
  const graph = agentGraph(model, [look], { checkpointer: new MemorySaver() });
  const recorder = new TrajectoryRecorder();
  const config = { callbacks: [recorder], configurable: { thread_id: "a" } };
  for (let turn = 0; turn < turns; turn++) {
    await graph.invoke({ messages: [new HumanMessage(`Question ${turn}?`)] }, config);
  }
  return {
    thread: toTrajectory(recorder.takeThread("a"), { ...context, tools: [look] }),
    recorder,
  };
}

describe("takeThread", () => {
  it("is one recording of all turns, with calls numbered through", async () => {
    const { thread, recorder } = await recordThread(3);
    expect(recorder.size).toBe(0);
    expect(thread.steps.map((step) => ("callId" in step ? step.callId : step.content))).toEqual(
      [1, 2, 3].flatMap((turn) => [`call_${turn}`, `call_${turn}`, `Reply ${turn - 1}.`]),
    );
    const calls = listModelCalls(thread);
    expect(calls.map(({ callIds }) => callIds)).toEqual([
      ["call_1"],
      [],
      ["call_2"],
      [],
      ["call_3"],
      [],
    ]);
    const turn = (number: number) => [`Question ${number}?`, "", "seen", `Reply ${number}.`];
    expect(calls.at(-1)?.input.map(({ content }) => content)).toEqual(
      [turn(0), turn(1), turn(2).slice(0, 3)].flat(),
    );
    expect(thread.usage.modelCalls).toBe(6);
    // Question, call, answer and reply of each turn.
    expect(thread.messages).toHaveLength(12);
  });

  it("takes the executions of its thread only", async () => {
    const recorder = new TrajectoryRecorder();
    const model = fakeModel();
    for (const text of ["a1", "b1", "a2", "alone"]) model.respond(new AIMessage(text));
    const graph = agentGraph(model, [look], { checkpointer: new MemorySaver() });
    const callbacks = [recorder];
    for (const thread_id of ["a", "b", "a"]) {
      await graph.invoke(
        { messages: [new HumanMessage("go")] },
        { callbacks, configurable: { thread_id } },
      );
    }
    await agentGraph(model, [look]).invoke({ messages: [new HumanMessage("go")] }, { callbacks });
    const texts = () =>
      recorder
        .recordings()
        .map(({ steps }) => steps.map((step) => "content" in step && step.content));
    const taken = recorder.takeThread("a");
    expect(taken.steps).toMatchObject([{ content: "a1" }, { content: "a2" }]);
    expect(taken.rootIds).toHaveLength(2);
    expect(texts()).toEqual([["b1"], ["alone"]]);
    expect(() => recorder.takeThread("a")).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        problem: 'No execution of the thread "a" is among the 2 in memory.',
        remedy: expect.stringContaining("thread_id"),
      }),
    );
  });

  it("grows linearly with the turns", async () => {
    const size = async (turns: number) => {
      const { thread } = await recordThread(turns);
      const untimed = JSON.stringify(thread, (key, value) =>
        key === "timing" ? undefined : value,
      );
      return untimed.length;
    };
    const [ten, thirty, fifty] = [await size(10), await size(30), await size(50)];
    // Positions and numbers have more digits later: 2% at most.
    expect((fifty - thirty) / (thirty - ten)).toBeLessThan(1.02);
  });

  it("is an error for a thread without executions", () => {
    expect(() => new TrajectoryRecorder().takeThread("b")).toThrowError(
      'No execution of the thread "b" is among the 0 in memory.',
    );
  });
});
