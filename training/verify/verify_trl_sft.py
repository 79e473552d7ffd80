"""Compares ids and labels of TRL's SFTTrainer with linear.jsonl, and runs one optimizer step.

The exported `trl/sft.py` creates the trainer, with a tiny model and settings for a machine without a GPU.
"""

import tempfile
from functools import lru_cache
from pathlib import Path

from check import Trainer, run
from datasets import Dataset
from exported_script import Deferred, run_script
from tiny_model import tiny_model
from tokens import Tokens
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

FILES = {"train": "trl/train.jsonl", "validation": "trl/validation.jsonl"}
STEP_TOKENS = 2_048  # for the step only: logits over the vocabulary take 0.6 MB per token, in several copies


class DeferredTrainer(Deferred, SFTTrainer):
    """Trains when the check does."""


def create_trainer(export: Path, tokenizer_folder: Path, output: str, **settings) -> DeferredTrainer:
    """Creates the trainer of the exported script with changed settings."""
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    tiny = {"model": tiny_model(tokenizer), "processing_class": tokenizer}
    changed = {"output_dir": output, "eval_strategy": "no", **settings}
    script = export / "trl" / "sft.py"
    return run_script(script, SFTConfig, changed, lambda **given: DeferredTrainer(**{**given, **tiny}), tokenizer)


@lru_cache(maxsize=1)
def prepared(export: Path, tokenizer_folder: Path) -> dict[str, Dataset | None]:
    """Returns the prepared rows of both splits."""
    with tempfile.TemporaryDirectory() as output:
        trainer = create_trainer(export, tokenizer_folder, output)
    return {"train": trainer.train_dataset, "validation": trainer.eval_dataset}


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    rows = prepared(export, tokenizer_folder)[split]
    return [Tokens(row.get("id", ""), row["input_ids"], row["labels"]) for row in rows]


def step(export: Path, tokenizer_folder: Path) -> float:
    """Runs one training step and returns its loss."""
    with tempfile.TemporaryDirectory() as output:
        trainer = create_trainer(export, tokenizer_folder, output, max_length=STEP_TOKENS)
        before = trainer.model.get_input_embeddings().weight.detach().clone()
        loss = trainer.take_step()
    if trainer.model.get_input_embeddings().weight.equal(before):
        raise RuntimeError("the optimizer step did not change the weights")
    return loss


if __name__ == "__main__":
    run(Trainer("trl", ("trl", "transformers", "datasets", "peft", "torch"), FILES, read, step))
