#!/usr/bin/env bash
# Library: @huggingface/jinja 0.5.11 against Jinja2 3.1.6 in the set-up that trainers use for chat templates.
# Expected: an expression that both engines accept has one value.
# Happens: equality is JavaScript's `==`. Two equal lists or objects are different, and the text "1" equals the number
#   1; `"5" + 1` is "51" (an error in Python), -7 % 3 is -1 (2 in Python), and `"hELLO" | capitalize` keeps the rest of
#   the word as it is.
# Seen: 2026-11.
# Why it matters here: templates branch on such comparisons (`tools != []`, `message.content == ["..."]`, ids and
#   counters). The rendering in Node.js takes another branch than the trainer's, without an error; a byte comparison of
#   one conversation does not find it when the branch is not taken there.
# Documentation: the package calls itself a minimal implementation; these differences are not listed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @huggingface/jinja@0.5.11 >>npm.log
python3 -m venv venv
venv/bin/pip install -q jinja2==3.1.6

cat >expected.json <<'JSON'
[
  ["{{ 'same' if tools == [] else 'other' }}", "other", "same"],
  ["{{ 'same' if arguments == {'k': 5} else 'other' }}", "other", "same"],
  ["{{ 'same' if '1' == 1 else 'other' }}", "same", "other"],
  ["{{ '5' + 1 }}", "51", "TypeError"],
  ["{{ -7 % 3 }}", "-1", "2"],
  ["{{ 'hELLO' | capitalize }}", "HELLO", "Hello"]
]
JSON
cat >see.mjs <<'JS'
import { readFileSync } from "node:fs";
import { Template } from "@huggingface/jinja";

const context = { tools: [], arguments: { k: 5 } };
const templates = JSON.parse(readFileSync("expected.json", "utf8"));
console.log(JSON.stringify(templates.map(([template]) => new Template(template).render(context))));
JS
node see.mjs >javascript.json
cat >see.py <<'PY'
import json, sys
from jinja2.sandbox import ImmutableSandboxedEnvironment

environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)

def render(template):
    try:
        return environment.from_string(template).render(tools=[], arguments={"k": 5})
    except TypeError:
        return "TypeError"

changed = False
for (template, *expected), javascript in zip(json.load(open("expected.json")), json.load(open("javascript.json"))):
    seen = [javascript, render(template)]
    print(f"{template:52} JavaScript {seen[0]:6} Python {seen[1]}")
    changed = changed or seen != expected
if changed:
    sys.exit("changed: the engines have other values")
PY
venv/bin/python see.py
echo "as described: the engines disagree without an error in JavaScript"
