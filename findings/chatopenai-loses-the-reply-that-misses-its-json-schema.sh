#!/usr/bin/env bash
# Library: @langchain/openai 1.5.8 with openai 6.49.0 and @langchain/core 1.4.0, Node.js 20.
# Expected: `response_format` only asks for an answer of a JSON Schema. `invoke` returns whatever the server answered,
#   as without it: a reply that was cut off has the finish reason "length".
# Happens: with the call option `response_format` of type `json_schema`, the client parses every reply itself and
#   throws. A reply that was cut off is a LengthFinishReasonError, a filtered one a ContentFilterFinishReasonError, and
#   the prose of a server that ignores the option a SyntaxError. The text and the token usage of the reply are lost:
#   tracers get only the error. A reply that refuses, and a call with unfinished arguments, are returned.
# Seen: 2026-11.
# Why it matters here: a reply that cannot be read has to be recorded, counted in tokens, and returned to the model with
#   the reason. Add the parameter below the client, where the request is sent.
# Documentation: none found for `invoke`. openai describes these errors for its own `parse` methods.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @langchain/openai@1.5.8 openai@6.49.0 @langchain/core@1.4.0 >>npm.log

cat >see.mjs <<'JS'
import { createServer } from "node:http";
import { ChatOpenAI } from "@langchain/openai";

const replies = {
  cut: { content: '{"city": "Li', finish_reason: "length" },
  filtered: { content: '{"city": "Li', finish_reason: "content_filter" },
  prose: { content: "It is Lisbon.", finish_reason: "stop" },
  refused: { content: null, refusal: "I will not say.", finish_reason: "stop" },
};
let reply;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const { finish_reason, ...message } = reply;
    const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
    const choices = [{ index: 0, finish_reason, message: { role: "assistant", ...message } }];
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: "1", object: "chat.completion", created: 1, model: "m", choices, usage }));
  });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const baseURL = `http://127.0.0.1:${server.address().port}/v1`;
const llm = new ChatOpenAI({ model: "m", apiKey: "none", maxRetries: 0, configuration: { baseURL } });
const schema = {
  type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false,
};
const response_format = { type: "json_schema", json_schema: { name: "answer", strict: true, schema } };

async function ask(options) {
  let traced = "nothing";
  const callbacks = [{
    handleLLMEnd: ({ generations }) => void (traced = `${generations[0][0].message.usage_metadata.total_tokens} tokens`),
    handleLLMError: () => void (traced = "an error"),
  }];
  const result = await llm.invoke("Which city?", { ...options, callbacks }).then(
    ({ content, response_metadata }) => `${JSON.stringify(content)} ${response_metadata.finish_reason}`,
    (error) => error.constructor.name,
  );
  return `${result}, traced: ${traced}`;
}

const seen = {};
for (const [name, served] of Object.entries(replies)) {
  reply = served;
  seen[name] = [await ask({}), await ask({ response_format })];
  console.log(`${name}\n  without: ${seen[name][0]}\n  with:    ${seen[name][1]}`);
}
server.close();
const expected = {
  cut: ['"{\\"city\\": \\"Li" length, traced: 12 tokens', "LengthFinishReasonError, traced: an error"],
  filtered: ['"{\\"city\\": \\"Li" content_filter, traced: 12 tokens', "ContentFilterFinishReasonError, traced: an error"],
  prose: ['"It is Lisbon." stop, traced: 12 tokens', "SyntaxError, traced: an error"],
  refused: ['"" stop, traced: 12 tokens', '"" stop, traced: 12 tokens'],
};
if (JSON.stringify(seen) !== JSON.stringify(expected)) {
  console.error("changed: other replies are returned or thrown");
  process.exit(1);
}
JS
node see.mjs 2>notes.log || { cat notes.log >&2; exit 1; }
echo "as described: with a JSON Schema, cut, filtered and unparsable replies are errors, and their text and tokens are lost"
