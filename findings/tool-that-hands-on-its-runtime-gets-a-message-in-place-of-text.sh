#!/usr/bin/env bash
# Library: @langchain/core 1.4.0 (tool) with @langchain/langgraph 1.7.3 (ToolNode), zod 4.6.7.
# Expected: a tool that calls another one with its own runtime, so that the other sees the same context and state, gets what that
#   other tool returns: a text.
# Happens: outside of an agent it does. Inside a ToolNode it gets a ToolMessage with the id of the outer call, because the runtime
#   contains `toolCall`. In a template string it is "[object ToolMessage]", which the model then reads. Types say that the value is any.
# Seen: 2026-11.
# Why it matters here: a tool that wraps `translate_evidence` works in a unit test that invokes it directly, and answers
#   "[object ToolMessage]" in an agent. Take `answer.text` if `ToolMessage.isInstance(answer)`.
# Documentation: that a tool answers a ToolCall with a ToolMessage is documented; that a runtime handed on makes a call one, is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @langchain/core@1.4.0 @langchain/langgraph@1.7.3 zod@4.6.7 >>npm.log

cat >see.mjs <<'JS'
import { AIMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { z } from "zod";

const schema = z.object({ city: z.string() });
const inner = tool(() => "12 °C", { name: "inner", description: "Weather.", schema });
const outer = tool(
  async (input, runtime) => `It says: ${await inner.invoke(input, runtime)}`,
  { name: "outer", description: "Weather, worded.", schema },
);
const direct = await outer.invoke({ city: "Kiel" });
const call = { id: "1", name: "outer", args: { city: "Kiel" }, type: "tool_call" };
const { messages } = await new ToolNode([outer]).invoke({
  messages: [new AIMessage({ content: "", tool_calls: [call] })],
});
console.log("called directly:", direct);
console.log("called in a ToolNode:", messages[0].text);
if (direct !== "It says: 12 °C" || messages[0].text !== "It says: [object ToolMessage]") {
  console.error("changed: the inner tool returns its text in a ToolNode as well");
  process.exit(1);
}
JS
node see.mjs
echo "as described: with the outer tool's runtime, the inner tool returns a ToolMessage"
