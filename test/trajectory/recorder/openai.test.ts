import { SystemMessage } from "@langchain/core/messages";
import { START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { describe, expect, it } from "vitest";
import { TrajectoryRecorder } from "../../../src/entries/recorder.js";
import { EMPTY, State, lines, lookup } from "./support.js";

const SECRET = "sk-PLANTED";
const REPLY = {
  id: "x",
  object: "chat.completion",
  created: 1,
  model: "served-name",
  choices: [
    {
      index: 0,
      finish_reason: "tool_calls",
      message: {
        role: "assistant",
        content: "I look.",
        tool_calls: [
          { id: "r1", type: "function", function: { name: "lookup", arguments: '{"id":"a"}' } },
          { id: "r2", type: "function", function: { name: "lookup", arguments: '{"id":' } },
        ],
      },
    },
  ],
  usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
};

describe("an OpenAI-compatible model", () => {
  it("is recorded with its tools, usage and broken calls, without its key, address and headers", async () => {
    const headers = { "content-type": "application/json", "x-secret": SECRET };
    const llm = new ChatOpenAI({
      model: "asked-name",
      apiKey: SECRET,
      configuration: {
        baseURL: `http://${SECRET}.invalid/v1`,
        defaultHeaders: { "x-secret": SECRET },
        fetch: async () => new Response(JSON.stringify(REPLY), { headers }),
      },
    }).bindTools([lookup]);
    const graph = new StateGraph(State)
      .addNode("agent", async () => ({
        messages: [await llm.invoke([new SystemMessage("Look.")])],
      }))
      .addEdge(START, "agent")
      .compile();
    const recorder = new TrajectoryRecorder();
    await graph.invoke(EMPTY, { callbacks: [recorder] });
    const recording = recorder.take();
    expect(lines(recording)).toEqual([
      "analysis agent 1: I look.",
      'tool_call agent 1: call_1 lookup {"id":"a"}',
      'tool_call agent 1: call_2 lookup "{\\"id\\":"',
    ]);
    const { name, description } = lookup;
    expect(recording).toMatchObject({
      prompt: [{ role: "system", content: "Look." }],
      tools: [{ function: { name, description, parameters: { required: ["id"] } } }],
      models: ["asked-name"],
      usage: { modelCalls: 1, inputTokens: 11, outputTokens: 7 },
    });
    expect(JSON.stringify(recording)).not.toContain(SECRET);
  });
});
