#!/usr/bin/env bash
# Library: langchain 1.5.14 with @langchain/core 1.4.0 and @langchain/openai 1.5.8, Node.js 20.
# Expected: a reply that the server cut at the token limit (finish_reason "length") in the middle of a tool call's
#   arguments is no call, whether it was streamed or not.
# Happens: not streamed, it is an invalid tool call and no tool runs. Streamed, the unfinished JSON is completed by the
#   parser of partial JSON: an identifier cut in the middle becomes a shorter, valid identifier, the agent runs the tool
#   with it, and the message lists it under `tool_calls`, with nothing under `invalid_tool_calls`. The message in the
#   state does not contain the finish reason: "length" is only in `generationInfo` of the model run's result,
#   which callbacks see.
# Seen: 2026-11.
# Why it matters here: such a call is recorded as a healthy step, with arguments that the model never finished. A
#   recorder has to read `generationInfo.finish_reason`, and a turn with "length" must not be trained.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent \
  langchain@1.5.14 @langchain/core@1.4.0 @langchain/langgraph@1.7.3 @langchain/openai@1.5.8 zod@4.6.7 >>npm.log

cat >see.mjs <<'JS'
import { createServer } from "node:http";
import { createAgent, tool } from "langchain";
import { ChatOpenAI } from "@langchain/openai";
import { z } from "zod";

const unfinished = '{"item": "B00123';
const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
let turn = 0;

function streamed() {
  turn += 1;
  const chunk = (choices, more) => ({
    id: `reply-${turn}`, object: "chat.completion.chunk", created: 1, model: "m", choices, ...more,
  });
  const delta = (value, finish_reason = null) => chunk([{ index: 0, delta: value, finish_reason }]);
  const call = { index: 0, id: "call_1", type: "function", function: { name: "buy", arguments: "" } };
  const chunks = turn > 1
    ? [delta({ role: "assistant", content: "done" }), delta({}, "stop")]
    : [
        delta({ role: "assistant", content: "", tool_calls: [call] }),
        delta({ tool_calls: [{ index: 0, function: { arguments: unfinished } }] }),
        delta({}, "length"),
      ];
  return [...chunks, chunk([], { usage })].map((c) => `data: ${JSON.stringify(c)}\n\n`).join("") + "data: [DONE]\n\n";
}

function whole() {
  turn += 1;
  const call = { id: "call_1", type: "function", function: { name: "buy", arguments: unfinished } };
  const message = turn > 1
    ? { role: "assistant", content: "done" }
    : { role: "assistant", content: null, tool_calls: [call] };
  const choice = { index: 0, finish_reason: turn > 1 ? "stop" : "length", message };
  return JSON.stringify({ id: `reply-${turn}`, object: "chat.completion", created: 1, model: "m", choices: [choice], usage });
}

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const { stream } = JSON.parse(body);
    response.writeHead(200, { "content-type": stream ? "text/event-stream" : "application/json" });
    response.end(stream ? streamed() : whole());
  });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

async function run(stream) {
  turn = 0;
  const received = [];
  const buy = tool(async (args) => (received.push(args), "bought"), {
    name: "buy", description: "Buys an item.", schema: z.object({ item: z.string() }),
  });
  const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
  const agent = createAgent({ model: new ChatOpenAI({ model: "m", apiKey: "none", configuration: { baseURL } }), tools: [buy] });
  const input = { messages: [{ role: "user", content: "buy it" }] };
  const ends = [];
  const callbacks = [{ handleLLMEnd: (result) => void ends.push(result.generations[0][0].generationInfo.finish_reason) }];
  let state;
  if (stream) {
    for await (const [mode, chunk] of await agent.stream(input, { callbacks, streamMode: ["values", "messages"] })) {
      if (mode === "values") state = chunk;
    }
  } else state = await agent.invoke(input, { callbacks });
  const { invalid_tool_calls, response_metadata } = state.messages[1];
  const finish = { inTheMessage: response_metadata.finish_reason ?? "absent", inTheRun: ends[0] };
  return { received, invalid: invalid_tool_calls.length, finish };
}

const [streaming, plain] = [await run(true), await run(false)];
server.close();
console.log("streamed    ", JSON.stringify(streaming));
console.log("not streamed", JSON.stringify(plain));
const same = streaming.received.length === 1 && streaming.received[0].item === "B00123" && streaming.invalid === 0
  && streaming.finish.inTheMessage === "absent" && streaming.finish.inTheRun === "length"
  && plain.received.length === 0 && plain.invalid === 1 && plain.finish.inTheMessage === "length";
if (!same) {
  console.error("changed: a streamed call that was cut is no longer run, or the unstreamed one is");
  process.exit(1);
}
JS
node see.mjs 2>notes.log || { cat notes.log >&2; exit 1; }
echo "as described: streamed, the tool ran with the unfinished argument; not streamed, the call was invalid"
