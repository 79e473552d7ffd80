"""TRL's own SFTTrainer on the export: its ids and labels against linear.jsonl, and one optimiser step."""

import tempfile
from pathlib import Path

from check import Trainer, run
from datasets import load_dataset
from tiny_model import tiny_model
from tokens import Tokens
from transformers import AutoTokenizer
from trl import SFTConfig, SFTTrainer

FILES = {"train": "trl/train.jsonl", "validation": "trl/validation.jsonl"}
LONGEST = 32_768  # tokens; TRL cuts longer rows off at the end, where the recommendation stands
STEP_TOKENS = 4_096  # for the step alone, which then takes seconds


def create_trainer(export: Path, tokenizer_folder: Path, split: str, output: str, longest: int = LONGEST) -> SFTTrainer:
    """The trainer as a user would set it up."""
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    settings = SFTConfig(
        output_dir=output,
        assistant_only_loss=True,
        max_length=longest,
        max_steps=1,
        per_device_train_batch_size=1,
        save_strategy="no",
        disable_tqdm=True,
        report_to=[],
        use_cpu=True,
        bf16=False,
    )
    rows = load_dataset("json", data_files=str(export / FILES[split]), split="train")
    return SFTTrainer(model=tiny_model(tokenizer), args=settings, train_dataset=rows, processing_class=tokenizer)


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """The rows that the trainer prepared for itself."""
    with tempfile.TemporaryDirectory() as output:
        rows = create_trainer(export, tokenizer_folder, split, output).train_dataset
    return [Tokens(row.get("id", ""), row["input_ids"], row["labels"]) for row in rows]


def step(export: Path, tokenizer_folder: Path) -> float:
    """One step of training; its loss."""
    with tempfile.TemporaryDirectory() as output:
        trainer = create_trainer(export, tokenizer_folder, "train", output, STEP_TOKENS)
        before = trainer.model.get_input_embeddings().weight.detach().clone()
        loss = trainer.train().training_loss
    if trainer.model.get_input_embeddings().weight.equal(before):
        raise RuntimeError("the optimiser step left the weights as they were")
    return loss


if __name__ == "__main__":
    run(Trainer("trl", ("trl", "transformers", "datasets", "peft", "torch"), FILES, read, step))
