#!/usr/bin/env bash
# Library: mistral-common 1.13.1, tokenizers of versions 3 and 7, which the package carries.
# Expected: a conversation that passes the validator of a version can be tokenized by it.
# Happens: text beside a tool call is refused by the validator of version 3, and accepted by later ones. The same turn as two
#   messages in a row, text and then call, passes version 3, too; but the package joins the two before it tokenizes, and
#   version 3 then raises an error. With version 7 both forms give the same tokens, with one end of turn.
# Seen: 2026-11.
# Why it matters here: --flavor mistral writes such turns as two messages. Every validator accepts them; models from
#   version 7 on are trained on one turn, and for version 3 no form exists.
# Documentation: the validator's message documents the first rule; the joining is in the code only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q "mistral-common[sentencepiece]==1.13.1"

cat >see.py <<'PY'
import sys
from pathlib import Path

import mistral_common
from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import ValidationMode, get_validator
from mistral_common.tokens.tokenizers.base import TokenizerVersion
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

DATA = Path(mistral_common.__file__).parent / "data"
FILES = {"v3": "mistral_instruct_tokenizer_240323.model.v3", "v7": "mistral_instruct_tokenizer_241114.model.v7"}
look = {"type": "function", "function": {"name": "look", "description": "Looks.", "parameters": {"type": "object", "properties": {}}}}
calls = [{"id": "abcdefghi", "type": "function", "function": {"name": "look", "arguments": "{}"}}]
turns = {
    "one message": [{"role": "assistant", "content": "plan", "tool_calls": calls}],
    "two messages": [{"role": "assistant", "content": "plan"}, {"role": "assistant", "content": "", "tool_calls": calls}],
}
answer = [{"role": "tool", "tool_call_id": "abcdefghi", "content": "found"}, {"role": "assistant", "content": "done"}]

def outcome(action):
    try:
        return action()
    except (MistralCommonException, ValueError) as error:
        return f"{type(error).__name__}: {str(error)[:60]}"

seen = {}
for version, file in FILES.items():
    validator = get_validator(TokenizerVersion(version), ValidationMode.finetuning)
    tokenizer = MistralTokenizer.from_file(str(DATA / file), mode=ValidationMode.finetuning)
    for form, turn in turns.items():
        def request():
            return ChatCompletionRequest.from_openai(messages=[{"role": "user", "content": "Look."}, *turn, *answer], tools=[look])
        valid = outcome(lambda: validator.validate_request(request()) and "valid")
        tokens = outcome(lambda: tokenizer.encode_chat_completion(request()).tokens)
        seen[version, form] = (valid, tokens)
        print(f"{version}, {form}: {valid}; {f'{len(tokens)} tokens' if isinstance(tokens, list) else tokens}")
v3, v7 = [[seen[version, form] for form in turns] for version in FILES]
if v3[0][0] == "valid" or v3[1][0] != "valid" or isinstance(v3[1][1], list) or not isinstance(v7[0][1], list) or v7[0][1] != v7[1][1]:
    sys.exit("changed: version 3 tokenizes the turn, or version 7 distinguishes the forms")
PY
venv/bin/python see.py
echo "as described: valid for version 3 as two messages, and tokenized from version 7 on only"
