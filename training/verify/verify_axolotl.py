"""Compares ids and labels of axolotl's prompt strategy `input_output` with linear.jsonl.

Only this part of axolotl is run, in TRL's environment; docs/exporting.md contains the commands.
"""

import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import yaml
from check import Trainer, run
from tokens import Tokens
from transformers import AutoTokenizer

FILES = {"train": "axolotl/train.jsonl", "validation": "axolotl/validation.jsonl"}
DATASETS = {"train": "datasets", "validation": "test_datasets"}


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """Tokenizes the rows with the prompt strategy of the exported file. Rows over its length limit are dropped."""
    settings = yaml.safe_load((export / "axolotl" / "star_sft.yaml").read_text(encoding="utf-8"))
    (dataset,) = settings[DATASETS[split]]
    module = import_module(f"axolotl.prompt_strategies.{dataset['type']}")
    strategy = module.load(AutoTokenizer.from_pretrained(tokenizer_folder), SimpleNamespace(**settings))
    lines = (export / "axolotl" / dataset["path"]).read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    read_rows = [(row["id"], strategy.tokenize_prompt(row)) for row in rows]
    max_length = settings["sequence_len"]
    return [Tokens(name, row["input_ids"], row["labels"]) for name, row in read_rows if len(row["input_ids"]) <= max_length]


if __name__ == "__main__":
    run(Trainer("axolotl", ("axolotl", "transformers"), FILES, read))
