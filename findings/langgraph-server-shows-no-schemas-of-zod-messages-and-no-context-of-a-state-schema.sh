#!/usr/bin/env bash
# Library: @langchain/langgraph-api 1.5.1 (the server of `langgraph dev`), @langchain/langgraph 1.7.3, zod 4.6.7.
# Expected: LangGraph Studio shows input, output and context of a graph whose state is written as the documentation of
#   LangGraph.js writes it.
# Happens: with messages as `z.custom<BaseMessage[]>().register(registry, MessagesZodMeta)`, as in the documentation and in
#   MessagesZodState, the server finds neither input nor output: zod 4 cannot write custom types as JSON Schema, and the error is caught.
#   With a StateSchema, input and output are found, but never the context schema of the graph. Nothing warns.
# Seen: 2026-11.
# Why it matters here: the forms of Studio are made from these schemas. The assistants' state is a zod object whose messages are
#   `z.any()` with the same registered reducer, so that all of them appear.
# Documentation: `MessagesZodMeta` has the first form as its example; a comment in the server says that a StateSchema has no
#   config schema support yet.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent --ignore-scripts @langchain/langgraph-api@1.5.1 @langchain/langgraph@1.7.3 @langchain/core@1.4.0 zod@4.6.7 >>npm.log

cat >see.mjs <<'JS'
import { pathToFileURL } from "node:url";
import { END, MessagesValue, MessagesZodMeta, START, StateGraph, StateSchema } from "@langchain/langgraph";
import { registry } from "@langchain/langgraph/zod";
import { z } from "zod";

// What the route /assistants/ID/schemas calls. The package does not export it.
const parser = "./node_modules/@langchain/langgraph-api/dist/graph/parser/index.mjs";
const { getRuntimeGraphSchema } = await import(pathToFileURL(parser).toString());

const states = {
  "zod with z.custom": z.object({ messages: z.custom().register(registry, MessagesZodMeta) }),
  "zod with z.any": z.object({ messages: z.any().register(registry, MessagesZodMeta) }),
  StateSchema: new StateSchema({ messages: MessagesValue }),
};
const context = z.object({ limit: z.int() });
const found = {};
for (const [name, state] of Object.entries(states)) {
  const graph = new StateGraph(state, { context }).addNode("node", () => ({})).addEdge(START, "node").addEdge("node", END).compile();
  const schemas = (await getRuntimeGraphSchema(graph)) ?? {};
  found[name] = ["input", "output", "config"].filter((part) => Object.keys(schemas[part]?.properties ?? {}).length > 0).join();
  console.log(`${name}: ${found[name] || "none"}`);
}
const expected = { "zod with z.custom": "config", "zod with z.any": "input,output,config", StateSchema: "input,output" };
if (JSON.stringify(found) !== JSON.stringify(expected)) {
  console.error("changed: the schemas of these states are no longer", JSON.stringify(expected));
  process.exit(1);
}
JS
node see.mjs
echo "as described: z.custom hides input and output, a StateSchema hides the context"
