"""TRL's own SFTTrainer on the export: its ids and labels against linear.jsonl, and one optimiser step.

The trainer is the one that the exported `trl/sft.py` makes, with a tiny model and what a machine without a GPU needs.
"""

import tempfile
from functools import lru_cache
from pathlib import Path

from check import Trainer, run
from datasets import Dataset
from exported_script import run_script
from tiny_model import tiny_model
from tokens import Tokens
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

FILES = {"train": "trl/train.jsonl", "validation": "trl/validation.jsonl"}
STEP_TOKENS = 2_048  # for the step alone: logits over the whole vocabulary take 0.6 MB a token, several times over


class WaitingTrainer(SFTTrainer):
    """Trains when it is told to, which the end of the script does not do."""

    def train(self, *_, **__):
        return None

    def take_step(self) -> float:
        """One step; its loss."""
        return super().train().training_loss


def create_trainer(export: Path, tokenizer_folder: Path, output: str, **settings) -> WaitingTrainer:
    """What the exported script makes, with these settings changed."""
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    tiny = {"model": tiny_model(tokenizer), "processing_class": tokenizer}
    changed = {"output_dir": output, "eval_strategy": "no", **settings}
    script = export / "trl" / "sft.py"
    return run_script(script, SFTConfig, changed, lambda **given: WaitingTrainer(**{**given, **tiny}))


@lru_cache(maxsize=1)
def prepared(export: Path, tokenizer_folder: Path) -> dict[str, Dataset | None]:
    """The rows that the trainer prepared for itself, of either split."""
    with tempfile.TemporaryDirectory() as output:
        trainer = create_trainer(export, tokenizer_folder, output)
    return {"train": trainer.train_dataset, "validation": trainer.eval_dataset}


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    rows = prepared(export, tokenizer_folder)[split]
    return [Tokens(row.get("id", ""), row["input_ids"], row["labels"]) for row in rows]


def step(export: Path, tokenizer_folder: Path) -> float:
    """One step of training; its loss."""
    with tempfile.TemporaryDirectory() as output:
        trainer = create_trainer(export, tokenizer_folder, output, max_length=STEP_TOKENS)
        before = trainer.model.get_input_embeddings().weight.detach().clone()
        loss = trainer.take_step()
    if trainer.model.get_input_embeddings().weight.equal(before):
        raise RuntimeError("the optimiser step left the weights as they were")
    return loss


if __name__ == "__main__":
    run(Trainer("trl", ("trl", "transformers", "datasets", "peft", "torch"), FILES, read, step))
