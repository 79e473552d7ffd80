#!/usr/bin/env bash
# Library: @langchain/langgraph 1.7.3 with @langchain/core 1.4.0, Node.js 20.
# Expected: what a node throws reaches the caller, the retry policy and tracers, whatever it is. JavaScript allows `throw "text"`,
#   and a promise can be rejected with a text or a number.
# Happens: LangGraph adds a property to what was thrown. On a text or a number that is a TypeError about the property, which
#   takes its place: caller and `retryOn` never see the reason, only "Cannot create property 'pregelTaskId'". An object that is no
#   Error arrives unchanged but for the added property. Tracers below the node still get the text.
# Seen: 2026-11.
# Why it matters here: a failed trajectory would have the error of LangGraph. The recorder takes the reason from the run of the
#   node. Retry policies do not see it: throw Error objects in nodes, and wrap libraries that reject with texts.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @langchain/langgraph@1.7.3 @langchain/core@1.4.0 >>npm.log

cat >see.mjs <<'JS'
import { Annotation, START, StateGraph } from "@langchain/langgraph";

const State = Annotation.Root({ n: Annotation() });
async function run(thrown) {
  const asked = [];
  const traced = [];
  const retryPolicy = { maxAttempts: 2, initialInterval: 1, logWarning: false, retryOn: (error) => !asked.push(String(error)) };
  const graph = new StateGraph(State)
    .addNode("fails", () => Promise.reject(thrown), { retryPolicy })
    .addEdge(START, "fails")
    .compile();
  const callbacks = [{ handleChainError: (error, id, parent, tags, { name } = {}) => void traced.push(String(error)) }];
  const caught = await graph.invoke({ n: 1 }, { callbacks }).then(() => "nothing", (error) => String(error));
  return { caught, asked, traced };
}
const TYPE_ERROR = "TypeError: Cannot create property 'pregelTaskId'";
const [text, number, error, object] = [
  await run("quota exceeded"), await run(429), await run(new Error("quota exceeded")), await run({ toString: () => "quota" }),
];
console.log(JSON.stringify({ text, number, error, object }, null, 1));
const ok =
  text.caught === `${TYPE_ERROR} on string 'quota exceeded'` &&
  number.caught === `${TYPE_ERROR} on number '429'` &&
  !text.asked.includes("quota exceeded") &&
  error.caught === "Error: quota exceeded" &&
  object.caught === "quota";
if (!ok) {
  console.error("changed: a thrown text reaches the caller, or another error does");
  process.exit(1);
}
JS
node see.mjs
echo "as described: a thrown text or number becomes a TypeError about a property that LangGraph adds"
