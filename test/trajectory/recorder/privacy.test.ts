import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { MemorySaver, START, StateGraph } from "@langchain/langgraph";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, agentGraph, echo, lines, said } from "./support.js";

describe("privacy", () => {
  const SECRET = "sk-PLANTED";

  it("stores nothing of configuration, context, headers or environment", async () => {
    process.env["PLANTED_API_KEY"] = SECRET;
    const recorder = new TrajectoryRecorder();
    const model = fakeModel().respond(
      new AIMessage({ content: "fine", additional_kwargs: { secret: SECRET } }),
    );
    const graph = new StateGraph(State)
      .addNode("asks", async () => ({
        messages: [
          await model.invoke("go", {
            metadata: { apiKey: SECRET },
            headers: { authorization: SECRET },
            configurable: { token: SECRET },
          } as object),
        ],
      }))
      .addEdge(START, "asks")
      .compile({ checkpointer: new MemorySaver() });
    await graph.invoke(EMPTY, {
      callbacks: [recorder],
      configurable: { thread_id: "t", api_key: SECRET, headers: { authorization: SECRET } },
      context: { apiKey: SECRET },
      metadata: { key: SECRET },
      tags: [SECRET],
    } as object);
    delete process.env["PLANTED_API_KEY"];
    const recording = recorder.take();
    expect(recording.steps).toHaveLength(1);
    expect(JSON.stringify(recording)).not.toContain(SECRET);
  });

  it("redacts every stored text: prompts, replies, arguments, answers, errors", async () => {
    const redact = (text: string) => text.replaceAll(SECRET, "[redacted]");
    const recorder = new TrajectoryRecorder({ redact, includeIncomplete: true });
    const args = { id: SECRET, deep: [{ key: SECRET }] };
    const model = fakeModel()
      .respond(
        new AIMessage({
          content: SECRET,
          tool_calls: [{ id: "x", name: "lookup", args }],
          invalid_tool_calls: [{ id: "y", name: "lookup", args: SECRET }],
        }),
      )
      .respond(new Error(SECRET));
    const invoked = agentGraph(model).invoke(said(SECRET), { callbacks: [recorder] });
    await expect(invoked).rejects.toThrow();
    const recording = recorder.take();
    expect(JSON.stringify(recording)).not.toContain(SECRET);
    expect(lines(recording)).toEqual([
      "analysis model 1: [redacted]",
      'tool_call model 1: call_1 lookup {"id":"[redacted]","deep":[{"key":"[redacted]"}]}',
      'tool_call model 1: call_2 lookup "[redacted]"',
      "tool_response tools 1: call_1 success found [redacted]",
    ]);
    expect(recording).toMatchObject({ status: "failed", error: "Error: [redacted]" });
  });

  it("returns no recording when redact throws, and does not affect the graph", async () => {
    const redact = () => {
      throw new Error("redact broke");
    };
    const recorder = new TrajectoryRecorder({ redact });
    await echo().invoke(said("hi"), { callbacks: [recorder] });
    expect(() => recorder.recordings()).toThrow("Correct the redact option");
  });
});
