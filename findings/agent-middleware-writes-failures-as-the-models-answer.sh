#!/usr/bin/env bash
# Library: langchain 1.5.14 (modelRetryMiddleware, modelCallLimitMiddleware) with @langchain/core 1.4.0.
# Expected: an agent whose model cannot be reached, or may not be called any more, fails or leaves a message that says
#   who wrote it.
# Happens: with its defaults modelRetryMiddleware ends the run with an ordinary AIMessage with the error's text;
#   modelCallLimitMiddleware with `exitBehavior: "end"` adds an AIMessage about the limit. Both runs complete, neither
#   message has a mark in additional_kwargs or response_metadata, and the retry's message even has the name "model" that
#   the agent gives to real replies.
# Seen: 2026-11.
# Why it matters here: the last assistant message is the answer that exporters train. These two were written by no
#   model, so an answer is only trained when a model run of the recording returned it.
# Documentation: the middleware pages name `onFailure: "continue"` and `exitBehavior: "end"`, not the missing mark.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent langchain@1.5.14 @langchain/core@1.4.0 @langchain/langgraph@1.7.3 zod@4.6.7 >>npm.log

cat >see.mjs <<'JS'
import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { fakeModel } from "@langchain/core/testing";
import { createAgent, modelCallLimitMiddleware, modelRetryMiddleware, tool } from "langchain";
import { z } from "zod";

const look = tool(async () => "evidence", { name: "look", description: "Looks.", schema: z.object({ query: z.string() }) });
const call = { name: "look", args: { query: "x" }, id: "call_1", type: "tool_call" };
const cases = {
  modelRetryMiddleware: [
    fakeModel().respond(new Error("server is down")).respond(new Error("server is down")),
    modelRetryMiddleware({ maxRetries: 1, initialDelayMs: 1 }),
  ],
  modelCallLimitMiddleware: [
    fakeModel().respond(new AIMessage({ content: "", tool_calls: [call] })),
    modelCallLimitMiddleware({ runLimit: 1, exitBehavior: "end" }),
  ],
};
for (const [name, [model, middleware]] of Object.entries(cases)) {
  const agent = createAgent({ model, tools: [look], middleware: [middleware] });
  const last = (await agent.invoke({ messages: [new HumanMessage("q")] })).messages.at(-1);
  const marks = { ...last.additional_kwargs, ...last.response_metadata };
  console.log(`${name}: ${last.type} "${last.text}", name ${last.name}, marks ${JSON.stringify(marks)}`);
  const expectedName = name === "modelRetryMiddleware" ? "model" : undefined;
  if (last.type !== "ai" || last.name !== expectedName || Object.keys(marks).length > 0) {
    console.error(`changed: ${name} fails the run or marks its message`);
    process.exit(1);
  }
}
JS
node see.mjs
echo "as described: both runs completed with an unmarked AIMessage that no model wrote"
