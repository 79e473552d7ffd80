"""Compares ids and loss mask of prime-rl's supervised trainer with linear.jsonl.

prime-rl is not on PyPI; its package `renderers`, which turns messages into tokens and the loss mask, is. The rows are read
as prime-rl reads them: `load_dataset` of the folder, prompt and completion joined, nulls removed, arguments parsed.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

from check import Trainer, run
from datasets import load_dataset
from renderers import create_renderer
from renderers.base import build_training_sample
from renderers.configs import CustomRendererConfig
from tokens import IGNORED, Tokens
from transformers import AutoTokenizer

FILES = {"train": "verifiers/train.parquet", "validation": "verifiers/validation.parquet"}


def without_nulls(value: Any) -> Any:
    """Parquet adds the keys of other messages as nulls."""
    if isinstance(value, dict):
        return {key: without_nulls(entry) for key, entry in value.items() if entry is not None}
    return [without_nulls(entry) for entry in value] if isinstance(value, list) else value


def with_arguments(message: dict) -> dict:
    """Parses the arguments of the calls, which are JSON text."""
    if "tool_calls" not in message:
        return message
    parsed = [
        {**call, "function": {**call["function"], "arguments": json.loads(call["function"]["arguments"])}}
        for call in message["tool_calls"]
    ]
    return {**message, "tool_calls": parsed}


def renderer_of(export: Path, tokenizer: Any) -> Any:
    """Creates the renderer that the exported configuration names."""
    settings = tomllib.loads((export / "verifiers" / "sft.toml").read_text(encoding="utf-8"))["renderer"]
    path = str(export / "verifiers" / settings["import_path"])
    return create_renderer(tokenizer, CustomRendererConfig(**{**settings, "import_path": path}))


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """Returns the rows with prime-rl's tokens."""
    renderer = renderer_of(export, AutoTokenizer.from_pretrained(tokenizer_folder))
    rows = load_dataset(str(export / "verifiers"), split=split)
    return [to_tokens(row, renderer) for row in rows]


def to_tokens(row: dict, renderer: Any) -> Tokens:
    messages = [with_arguments(without_nulls(message)) for message in row["prompt"] + row["completion"]]
    sample = build_training_sample(renderer, messages, tools=json.loads(row["tools"]), ensure_final_stop=True)
    ids, mask = list(sample.token_ids), list(sample.loss_mask)
    stops = set(renderer.get_stop_token_ids())
    # The newline after the end of a turn: a server never samples it, and prime-rl does not train it. The other trainers do.
    newlines = [index > 0 and ids[index - 1] in stops and mask[index - 1] for index in range(len(ids))]
    labels = [token if kept or newline else IGNORED for token, kept, newline in zip(ids, mask, newlines, strict=True)]
    return Tokens(row["id"], ids, labels)


if __name__ == "__main__":
    run(Trainer("prime-rl", ("renderers", "datasets", "transformers"), FILES, read))
