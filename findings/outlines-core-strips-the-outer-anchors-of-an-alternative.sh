#!/usr/bin/env bash
# Library: outlines-core 0.2.14 (build_regex_from_schema), llguidance 1.9.1 for comparison.
# Expected: `pattern` in JSON schema is a search: "^B[0-9]+$|^A[0-9]+$" means either form, and "B[0-9]+" may be
#   anywhere in the string.
# Happens: outlines-core removes a "^" at the very start and a "$" at the very end and uses what is left as the whole
#   string. A pattern without anchors becomes anchored, and an alternative of two anchored forms keeps the inner "$" and
#   "^", so that no text at all can match. llguidance follows the specification.
# Seen: 2026-11.
# Why it matters here: item ids are often given by such patterns (z.string().regex(...) is copied as it is). Write one
#   group, "^(B[0-9]+|A[0-9]+)$": both engines agree on that.
# Documentation: JSON Schema says that patterns are not anchored; the difference is not documented in outlines-core.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q outlines-core==0.2.14 llguidance==1.9.1

cat >see.py <<'PY'
import json, re, sys
from llguidance import LLMatcher, LLTokenizer
from outlines_core.json_schema import build_regex_from_schema

tokenizer = LLTokenizer("byte")

def outlines(schema, text):
    return bool(re.fullmatch(build_regex_from_schema(schema), text))

def llguidance(schema, text):
    matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_json_schema(schema), log_level=0)
    return matcher.consume_tokens(tokenizer.tokenize_str(text)) and matcher.is_accepting()

expected = [
    ("^B[0-9]+$|^A[0-9]+$", "B12", False, True),
    ("^B[0-9]+$|^A[0-9]+$", "A12", False, True),
    ("B[0-9]+", "item B12", False, True),
    ("^(B[0-9]+|A[0-9]+)$", "A12", True, True),
]
changed = False
for pattern, text, *answers in expected:
    schema, value = json.dumps({"type": "string", "pattern": pattern}), json.dumps(text)
    seen = [outlines(schema, value), llguidance(schema, value)]
    print(f"{pattern:24} {value:12} outlines-core {seen[0]!s:5} llguidance {seen[1]}")
    changed = changed or seen != answers
if changed:
    sys.exit("changed: the engines read the patterns in another way")
PY
venv/bin/python see.py
echo "as described: outlines-core anchors what is not anchored and loses alternatives of anchored forms"
