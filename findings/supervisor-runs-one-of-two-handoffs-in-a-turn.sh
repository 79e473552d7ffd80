#!/usr/bin/env bash
# Library: @langchain/langgraph-supervisor 1.1.3 with @langchain/langgraph 1.7.3.
# Expected: a supervisor that hands over to two workers in one turn runs both (in parallel), or reports an error.
# Happens: the first worker runs and the second one does not; its handoff is never answered. The state and the
#   supervisor's next prompt keep the unanswered call, the run ends normally, and no message reports the missing worker.
# Seen: 2026-11.
# Why it matters here: the recorded turn asks for two handoffs and has one. Training it teaches calls that do nothing,
#   and strict chat servers refuse the prompt.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent \
  @langchain/core@1.4.0 @langchain/langgraph@1.7.3 @langchain/langgraph-supervisor@1.1.3 zod@4.6.7 >>npm.log

cat >see.mjs <<'JS'
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { createSupervisor } from "@langchain/langgraph-supervisor";

const models = { first: fakeModel().respond(new AIMessage("one")), second: fakeModel().respond(new AIMessage("two")) };
const handoff = (name) => ({ name: `transfer_to_${name}`, args: {}, id: `call_${name}`, type: "tool_call" });
const llm = fakeModel()
  .respond(new AIMessage({ content: "", tool_calls: [handoff("first"), handoff("second")] }))
  .respond(new AIMessage("final"));
const agents = Object.entries(models).map(([name, model]) => createReactAgent({ llm: model, tools: [], name }));
const { messages } = await createSupervisor({ llm, agents }).compile().invoke({ messages: [new HumanMessage("q")] });

const answered = messages.filter((m) => m.type === "tool").map((m) => m.tool_call_id);
const promptOfTheSecondTurn = llm.calls[1].messages.filter((m) => m.type === "tool").map((m) => m.tool_call_id);
console.log("model calls:", Object.fromEntries(Object.entries(models).map(([name, m]) => [name, m.calls.length])));
console.log("answered handoffs in the state:", answered.filter((id) => id.startsWith("call_")));
console.log("last message:", messages.at(-1).text);
if (models.first.calls.length !== 1 || models.second.calls.length !== 0 || answered.includes("call_second")
  || promptOfTheSecondTurn.includes("call_second") || messages.at(-1).text !== "final") {
  console.error("changed: the second handoff is run, answered or refused");
  process.exit(1);
}
JS
node see.mjs
echo "as described: one of the two workers ran, the other handoff has no answer, the run completed"
