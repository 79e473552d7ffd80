#!/usr/bin/env bash
# Library: mistral-common 1.13.1, tokenizer v3 with the Tekken vocabulary (Mistral Nemo).
# Expected: the text that a tool returned is the text that the model reads.
# Happens: a tool's answer is parsed as JSON whenever that works, and written again: "1.10" is 1.1, "1e5" is 100000.0,
#   " 5 " is 5, a repeated key is dropped, the empty answer is {}, and "1E400" is Infinity, which is not JSON. "0012" does
#   not parse and stays a text.
# Seen: 2026-11.
# Why it matters here: a version, a price or an id that a tool returned as text is another one in the training tokens,
#   and a check that looks for the evidence in the prompt does not find it. Answers that are sentences or objects with
#   text values are kept.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q mistral-common==1.13.1

cat >see.py <<'PY'
import re, sys
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

tokenizer = MistralTokenizer.v3(is_tekken=True)
call = {"id": "abcdefghi", "type": "function", "function": {"name": "look", "arguments": "{}"}}

def read_by_the_model(answer):
    messages = [
        {"role": "user", "content": "q"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "abcdefghi", "content": answer},
    ]
    text = tokenizer.encode_chat_completion(ChatCompletionRequest.from_openai(messages=messages)).text
    return re.search(r'\{"content": (.*), "call_id"', text).group(1)

expected = {
    "found": '"found"', "0012": '"0012"', "1.10": "1.1", "1e5": "100000.0", " 5 ": "5", "": "{}", "1E400": "Infinity",
    '{"id": 1, "id": 2}': '{"id": 2}',
}
changed = False
for answer, kept in expected.items():
    seen = read_by_the_model(answer)
    print(f"{answer!r:22} -> {seen}")
    changed = changed or seen != kept
if changed:
    sys.exit("changed: tool answers are read in another way")
PY
venv/bin/python see.py 2>notes.log || { cat notes.log >&2; exit 1; }
echo "as described: answers that parse as JSON are written again"
