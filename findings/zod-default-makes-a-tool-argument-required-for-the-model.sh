#!/usr/bin/env bash
# Library: @langchain/core 1.4.0 (convertToOpenAITool, used by bindTools) with zod 4.6.7.
# Expected: an argument with `.default(5)` may be left out, so the tool's schema does not list it under `required`.
# Happens: LangChain.js asks zod for the schema of the parsed output, in which the value is always there. The model is
#   told that the argument is required, while the tool itself takes calls without it.
# Seen: 2026-11.
# Why it matters here: teachers always write such arguments out, and the recorded tool schemas say "required"; a student
#   that was trained on them never leaves one out. `.optional()` with the default in the code avoids this.
# Documentation: zod documents `io: "input" | "output"`; that LangChain.js takes the output is not documented.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @langchain/core@1.4.0 zod@4.6.7 >>npm.log

cat >see.mjs <<'JS'
import { convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { tool } from "@langchain/core/tools";
import { z } from "zod";

const schema = z.object({ query: z.string(), count: z.int().default(5), page: z.int().optional() });
const search = tool(async (args) => JSON.stringify(args), { name: "search", description: "Searches.", schema });
const { required } = convertToOpenAITool(search).function.parameters;
const asInput = z.toJSONSchema(schema, { io: "input" }).required;
const answer = await search.invoke({ query: "x" });
console.log("required for the model:", required);
console.log("required for a caller:", asInput);
console.log("a call without count is taken as", answer);
if (String(required) !== "query,count" || String(asInput) !== "query" || answer !== '{"query":"x","count":5}') {
  console.error("changed: an argument with a default is no longer required for the model");
  process.exit(1);
}
JS
node see.mjs
echo "as described: the argument with a default is required for the model and optional for the tool"
