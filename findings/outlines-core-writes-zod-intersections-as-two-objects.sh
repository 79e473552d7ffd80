#!/usr/bin/env bash
# Library: outlines-core 0.2.14 (build_regex_from_schema) with a schema of zod 4.6.7.
# Expected: `a.and(b)` in zod means one object with the fields of both, whatever is said about the parts.
# Happens: zod merges the two into one object schema, but only while neither half has a description; with
#   `.describe(...)` on one of them it writes `allOf`. outlines-core then joins the patterns of the members one behind
#   the other: the only text that it lets a model write is two objects, `{"title": "x"}{"year": 1}`, which is not JSON,
#   and the right object is refused.
# Seen: 2026-11.
# Why it matters here: guided decoding with this engine makes every structured answer of such a schema unreadable. Use
#   `a.extend(b.shape)`, which zod writes as one object.
# Documentation: none found; the schema is accepted without a warning.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent zod@4.6.7 >>npm.log
python3 -m venv venv
venv/bin/pip install -q outlines-core==0.2.14

node --input-type=module -e '
import { z } from "zod";
const [title, year] = [z.object({ title: z.string() }), z.object({ year: z.int().min(0) })];
const write = (schema) => z.toJSONSchema(schema, { io: "input" });
console.log(JSON.stringify({
  plain: write(title.and(year)),
  described: write(title.and(year.describe("When it came out."))),
  extended: write(title.extend(year.shape).describe("A film.")),
}));
' >schemas.json

cat >see.py <<'PY'
import json, re, sys
from outlines_core.json_schema import build_regex_from_schema

one, two = '{"title": "x", "year": 1}', '{"title": "x"}{"year": 1}'
seen = {}
for name, schema in json.load(open("schemas.json")).items():
    pattern = build_regex_from_schema(json.dumps(schema))
    seen[name] = [bool(re.fullmatch(pattern, text)) for text in (one, two)]
    print(name, json.dumps(schema))
    print("  accepts", one, seen[name][0], "| accepts", two, seen[name][1])
if seen != {"plain": [True, False], "described": [False, True], "extended": [True, False]}:
    sys.exit("changed: an intersection is no longer written as two objects")
PY
venv/bin/python see.py
echo "as described: the intersection with a description is written as two objects in a row"
