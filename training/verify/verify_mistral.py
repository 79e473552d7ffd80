"""Checks rows of `star export --format openai --flavor mistral` with mistral-common's validators and tokenizer.

Each row must pass the validator of every tokenizer version from 3 on, for fine-tuning. With the tokenizer of version 7, a turn
that is written as text and calls apart must give the tokens of the same turn in one message.
"""

import argparse
import json
import sys
from importlib.metadata import version
from pathlib import Path

import mistral_common
from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import ValidationMode, get_validator
from mistral_common.tokens.tokenizers.base import TokenizerVersion
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

TOKENIZER = "mistral_instruct_tokenizer_241114.model.v7"
VERSIONS = [known for known in TokenizerVersion if int(known.value.removeprefix("v").split("m")[0]) >= 3]


def read_rows(folder: Path) -> list[dict]:
    files = [folder / "openai" / name for name in ("train.jsonl", "validation.jsonl")]
    lines = [line for file in files if file.exists() for line in file.read_text(encoding="utf-8").split("\n")]
    return [json.loads(line) for line in lines if line]


def request(row: dict) -> ChatCompletionRequest:
    return ChatCompletionRequest.from_openai(messages=row["messages"], tools=row.get("tools"))


def faults(row: dict) -> list[str]:
    """Returns the reasons for which validators refuse a row."""
    found = []
    for known in VERSIONS:
        try:
            get_validator(known, ValidationMode.finetuning).validate_request(request(row))
        except MistralCommonException as error:
            found.append(f"{known.value}: {error}")
    return found


def joined(row: dict) -> dict:
    """Joins the two messages of a turn."""
    messages = []
    for message in row["messages"]:
        before = messages[-1] if messages else {}
        if before.get("role") == message["role"] == "assistant":
            messages[-1] = {**message, "content": before["content"]}
        else:
            messages.append(message)
    return {**row, "messages": messages}


def tokens(tokenizer: MistralTokenizer, row: dict) -> list[int]:
    return tokenizer.encode_chat_completion(request(row)).tokens


def main() -> None:
    parser = argparse.ArgumentParser(description="Validates rows with mistral-common.")
    parser.add_argument("--export", type=Path, required=True, help="an export with --flavor mistral")
    parser.add_argument("--plain", type=Path, required=True, help="an export of the same runs without it, which must be refused")
    options = parser.parse_args()
    rows = read_rows(options.export)
    refused = [fault for row in rows for fault in faults(row)]
    print("\n".join(refused), file=sys.stderr)
    folder = Path(mistral_common.__file__).parent / "data"
    tokenizer = MistralTokenizer.from_file(str(folder / TOKENIZER), mode=ValidationMode.finetuning)
    split = [row for row in rows if joined(row) != row]
    moved = [row for row in split if tokens(tokenizer, row) != tokens(tokenizer, joined(row))]
    plain_refused = sum(1 for row in read_rows(options.plain) if faults(row))
    ok = bool(split) and not refused and not moved and plain_refused > 0
    result = {
        "format": "openai, flavor mistral",
        "versions": {"mistral-common": version("mistral-common")},
        "validators": [known.value for known in VERSIONS],
        "rows": len(rows),
        "refused": len(refused),
        "turnsApart": {"rows": len(split), "otherTokens": len(moved)},
        "withoutFlavor": {"refusedRows": plain_refused},
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
