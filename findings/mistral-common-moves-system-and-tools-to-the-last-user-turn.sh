#!/usr/bin/env bash
# Library: mistral-common 1.13.1, tokenizer v3 with the Tekken vocabulary (Mistral Nemo), which the package carries.
# Expected: the prompt of a conversation's second question begins with the prompt of its first one.
# Happens: the system text and the tool list are placed before the *last* user message. With each new question they move down,
#   the earlier turns lose them, and the second prompt does not begin with the first: they differ from the second token
#   on. Within one question (call, tool answer, next call) the prefix is kept.
# Seen: 2026-11.
# Why it matters here: a conversation with several questions cannot be trained as one row for such a model: earlier
#   answers would be trained in a context that never occurs. One row for each question is right, and a server's prefix
#   cache does not help across questions.
# Documentation: none found in the package.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q mistral-common==1.13.1

cat >see.py <<'PY'
import sys
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

tokenizer = MistralTokenizer.v3(is_tekken=True)
look = {"name": "look", "description": "Looks.", "parameters": {"type": "object", "properties": {"q": {"type": "string"}}}}
system, question = {"role": "system", "content": "RULES"}, {"role": "user", "content": "first"}
call = {"id": "abcdefghi", "type": "function", "function": {"name": "look", "arguments": '{"q": "x"}'}}
step = [{"role": "assistant", "content": "", "tool_calls": [call]}, {"role": "tool", "tool_call_id": "abcdefghi", "content": "found"}]
after = [{"role": "assistant", "content": "answer"}, {"role": "user", "content": "second"}]

def encode(messages):
    request = ChatCompletionRequest.from_openai(messages=messages, tools=[{"type": "function", "function": look}])
    return tokenizer.encode_chat_completion(request)

def shared(one, two):
    return next((i for i, (a, b) in enumerate(zip(one.tokens, two.tokens)) if a != b), min(len(one.tokens), len(two.tokens)))

first, stepped, second = encode([system, question]), encode([system, question, *step]), encode([system, question, *step, *after])
print(second.text)
print(f"first prompt: {len(first.tokens)} tokens; kept after a tool's answer: {shared(first, stepped)}, "
      f"kept at the second question: {shared(first, second)}")
if shared(first, stepped) != len(first.tokens) or shared(first, second) != 1 or second.text.index("RULES") < second.text.index("answer"):
    sys.exit("changed: the second prompt begins with the first, or the prefix is lost within a question")
PY
venv/bin/python see.py 2>notes.log || { cat notes.log >&2; exit 1; }
echo "as described: system and tools stand before the last question only"
