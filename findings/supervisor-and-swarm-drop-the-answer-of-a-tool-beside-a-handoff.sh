#!/usr/bin/env bash
# Library: @langchain/langgraph-supervisor 1.1.3 and @langchain/langgraph-swarm 1.0.4 with @langchain/langgraph 1.7.3.
# Expected: a turn that calls an ordinary tool and hands over to another agent ends with two tool answers.
# Happens: the tool runs, but its answer is in no message: the handoff leaves the agent's graph before the answer is
#   written to the shared state. The next model call (the worker's and the supervisor's own) shows a tool call without
#   an answer, which strict chat servers refuse.
# Seen: 2026-11.
# Why it matters here: the answer exists only in the tool's own run. A record that is read from the final messages has
#   an unanswered call, although the evidence was fetched; one that is read from the runs has the answer.
# Documentation: none found; the READMEs show a handoff as the only call of its turn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @langchain/core@1.4.0 @langchain/langgraph@1.7.3 \
  @langchain/langgraph-supervisor@1.1.3 @langchain/langgraph-swarm@1.0.4 zod@4.6.7 >>npm.log

cat >see.mjs <<'JS'
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { tool } from "@langchain/core/tools";
import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { createSupervisor } from "@langchain/langgraph-supervisor";
import { createHandoffTool, createSwarm } from "@langchain/langgraph-swarm";
import { z } from "zod";

let runs = 0;
const look = tool(async () => ((runs += 1), "evidence"), {
  name: "look", description: "Looks something up.", schema: z.object({ query: z.string() }),
});
const call = (name, args, id) => ({ name, args, id, type: "tool_call" });
const bothCalls = () => new AIMessage({
  content: "", tool_calls: [call("look", { query: "x" }, "call_look"), call("transfer_to_worker", {}, "call_handoff")],
});
const worker = (llm) => createReactAgent({ llm, tools: [], name: "worker" });

const graphs = {
  supervisor(workerModel) {
    const llm = fakeModel().respond(bothCalls()).respond(new AIMessage("final"));
    return createSupervisor({ llm, tools: [look], agents: [worker(workerModel)] }).compile();
  },
  swarm(workerModel) {
    const llm = fakeModel().respond(bothCalls());
    const first = createReactAgent({ llm, tools: [look, createHandoffTool({ agentName: "worker" })], name: "first" });
    return createSwarm({ agents: [first, worker(workerModel)], defaultActiveAgent: "first" }).compile();
  },
};

for (const [name, build] of Object.entries(graphs)) {
  runs = 0;
  const workerModel = fakeModel().respond(new AIMessage("worker's answer"));
  const { messages } = await build(workerModel).invoke({ messages: [new HumanMessage("q")] });
  const answered = (list) => list.filter((m) => m.type === "tool").map((m) => m.tool_call_id);
  const seenByWorker = answered(workerModel.calls[0].messages);
  console.log(`${name}: tool runs ${runs}; answers in the state ${answered(messages)}; the worker's model saw ${seenByWorker}`);
  if (runs !== 1 || answered(messages).includes("call_look") || seenByWorker.includes("call_look")) {
    console.error(`changed: ${name} keeps the tool's answer, or does not run the tool`);
    process.exit(1);
  }
}
JS
node see.mjs
echo "as described: the tool ran once, and its answer is in no message"
