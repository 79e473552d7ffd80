#!/usr/bin/env bash
# Library: zod 4.6.7 (z.toJSONSchema) and llguidance 1.9.1, the grammar engine behind structured output of several model
#   servers; outlines-core 0.2.14 for comparison.
# Expected: the JSON schema that zod writes for `z.record(z.string(), z.number())` is plain enough for every engine.
# Happens: zod always writes `propertyNames: { type: "string" }` (true of every JSON object), and llguidance refuses the
#   whole schema with "Unimplemented keys". outlines-core ignores the key and accepts the schema.
# Seen: 2026-11.
# Why it matters here: a tool or a structured answer with a record cannot be served under such an engine, whatever the
#   rest of the schema is. A list of { key, value } objects works everywhere.
# Documentation: llguidance promises a large subset of JSON schemas; this key was not found among its limits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent zod@4.6.7 >>npm.log
python3 -m venv venv
venv/bin/pip install -q llguidance==1.9.1 outlines-core==0.2.14

node --input-type=module -e '
import { z } from "zod";
console.log(JSON.stringify(z.toJSONSchema(z.object({ weights: z.record(z.string(), z.number()) }))));
' >record.json
cat record.json

cat >see.py <<'PY'
import json, re, sys
from llguidance import LLMatcher, LLTokenizer
from outlines_core.json_schema import build_regex_from_schema

schema = json.load(open("record.json"))
value = '{"weights": {"a": 1}}'

def llguidance(schema):
    matcher = LLMatcher(LLTokenizer("byte"), LLMatcher.grammar_from_json_schema(json.dumps(schema)))
    return matcher.get_error()

refused = llguidance(schema)
without = json.loads(json.dumps(schema))
without["properties"]["weights"].pop("propertyNames")
accepted = llguidance(without)
outlines = bool(re.fullmatch(build_regex_from_schema(json.dumps(schema)), value))
print("llguidance:", refused)
print("llguidance without propertyNames:", accepted or "no error")
print("outlines-core matches", value, ":", outlines)
if "propertyNames" not in refused or accepted or not outlines:
    sys.exit("changed: llguidance accepts propertyNames, zod no longer writes it, or outlines-core refuses it")
PY
venv/bin/python see.py
echo "as described: a schema that zod writes for a record is refused because of propertyNames"
