"""Compares ids and loss mask of verl's MultiTurnSFTDataset with linear.jsonl."""

from pathlib import Path

from check import Trainer, run
from omegaconf import DictConfig, OmegaConf
from tokens import IGNORED, Tokens
from transformers import AutoTokenizer
from verl.utils.dataset.multiturn_sft_dataset import MultiTurnSFTDataset

FILES = {"train": "verl/train.parquet", "validation": "verl/validation.parquet"}


def settings(script: Path) -> DictConfig:
    """Parses the data settings of the exported script."""
    words = [word for word in script.read_text(encoding="utf-8").split() if word.startswith("data.")]
    return OmegaConf.from_dotlist(words).data


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """Returns the rows of verl's SFT trainer, which uses a loss mask instead of labels."""
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    rows = MultiTurnSFTDataset(str(export / FILES[split]), tokenizer, settings(export / "verl" / "sft.sh"))
    return [to_tokens(rows[index]) for index in range(len(rows))]


def to_tokens(row: dict) -> Tokens:
    ids, mask = row["input_ids"].tolist(), row["loss_mask"].tolist()
    return Tokens("", ids, [token if kept else IGNORED for token, kept in zip(ids, mask, strict=True)])


if __name__ == "__main__":
    run(Trainer("verl", ("verl", "transformers", "torch"), FILES, read))
