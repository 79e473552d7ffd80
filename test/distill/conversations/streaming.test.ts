import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { ChatOpenAI } from "@langchain/openai";
import { expect, it } from "vitest";
import { listModelCalls } from "../../../src/entries/recorder.js";
import { ask, find, record, rowsOf } from "./support.js";

interface Chunk {
  readonly delta?: object;
  readonly finish_reason?: string;
}

/** A server-sent stream of an OpenAI-compatible server, with the usage in the last chunk. */
function streamOf(chunks: readonly Chunk[]): Response {
  const base = { id: "x", object: "chat.completion.chunk", created: 1, model: "m" };
  const events = [
    ...chunks.map(({ delta = {}, finish_reason = null }) => ({
      ...base,
      choices: [{ index: 0, delta, finish_reason }],
    })),
    {
      ...base,
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    },
  ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return new Response([...events, "data: [DONE]\n\n"].join(""), {
    headers: { "content-type": "text/event-stream" },
  });
}

async function recordStream(chunks: readonly Chunk[]) {
  const model = new ChatOpenAI({
    model: "m",
    apiKey: "none",
    maxRetries: 0,
    configuration: { baseURL: "http://model.invalid/v1", fetch: async () => streamOf(chunks) },
  }).bindTools([find]);
  const graph = new StateGraph(MessagesAnnotation)
    .addNode("ask", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, "ask")
    .compile();
  return record(async (options) => {
    for await (const _ of await graph.stream(ask("go"), { ...options, streamMode: "messages" }));
  });
}

const begin = { delta: { role: "assistant", content: "So" } };

it("a streamed reply that ended is trained", async () => {
  const trajectory = await recordStream([
    begin,
    { delta: { content: " be it." } },
    { finish_reason: "stop" },
  ]);
  expect(listModelCalls(trajectory)[0]).toMatchObject({
    output: { role: "assistant", content: "So be it." },
    finishReason: "stop",
    usage: { inputTokens: 3, outputTokens: 2 },
  });
  expect(rowsOf(trajectory)).toEqual({
    verdicts: ["trained"],
    rows: [["ask", "user: go", "*assistant: So be it."]],
  });
});

it.each(["length", "content_filter"])(
  "a streamed reply that was cut off is not: %s",
  async (reason) => {
    const trajectory = await recordStream([begin, { finish_reason: reason }]);
    expect(listModelCalls(trajectory)[0]).toMatchObject({
      output: { content: "So" },
      finishReason: reason,
    });
    expect(rowsOf(trajectory)).toEqual({ verdicts: ["cut_off"], rows: [] });
  },
);

it("a call that was cut within its arguments is not trained", async () => {
  const call = {
    index: 0,
    id: "1",
    type: "function",
    function: { name: "find", arguments: '{"id": "lo' },
  };
  const trajectory = await recordStream([
    { delta: { role: "assistant", tool_calls: [call] } },
    { finish_reason: "length" },
  ]);
  expect(rowsOf(trajectory)).toEqual({ verdicts: ["cut_off"], rows: [] });
});
