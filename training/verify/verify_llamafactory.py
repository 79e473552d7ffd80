"""Compares ids and labels of LLaMA-Factory with linear.jsonl, and runs one optimizer step of its `train`."""

import json
import tempfile
from functools import lru_cache
from pathlib import Path

import yaml
from check import Trainer, run
from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import get_train_args
from llamafactory.model import load_tokenizer
from llamafactory.train.tuner import run_exp
from safetensors.torch import load_file
from tiny_model import save_tiny_model
from tokens import Tokens
from transformers import AutoTokenizer

FOLDER = "llamafactory"
FILES = {"train": f"{FOLDER}/star_sft.json", "validation": f"{FOLDER}/star_sft_validation.json"}
DATASETS = {"train": "train_dataset", "validation": "eval_dataset"}
STEP_TOKENS = 2_048  # for the step only: logits over the vocabulary take 0.6 MB per token, in several copies


def settings(export: Path, model: Path, output: str) -> dict:
    """Reads the exported YAML file and adapts it to a small machine without a GPU."""
    exported = yaml.safe_load((export / FOLDER / "star_sft.yaml").read_text(encoding="utf-8"))
    small = {"use_cpu": True, "bf16": False, "gradient_checkpointing": False, "gradient_accumulation_steps": 1}
    return {
        **exported,
        **small,
        "model_name_or_path": str(model),
        "dataset_dir": str(export / FOLDER),
        "output_dir": output,
        "overwrite_cache": True,
        "max_steps": 1,
        "save_strategy": "no",
    }


@lru_cache(maxsize=1)
def prepared(export: Path, tokenizer_folder: Path) -> dict:
    """Returns the prepared rows of both splits."""
    with tempfile.TemporaryDirectory() as output:
        model, data, training, _, _ = get_train_args(settings(export, tokenizer_folder, output))
        loaded = load_tokenizer(model)
        template = get_template_and_fix_tokenizer(loaded["tokenizer"], data)
        return get_dataset(template, model, data, training, stage="sft", **loaded)


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """Returns the rows with their ids, which LLaMA-Factory drops as an unknown column."""
    rows = prepared(export, tokenizer_folder)[DATASETS[split]]
    names = [row["id"] for row in json.loads((export / FILES[split]).read_text(encoding="utf-8"))]
    return [Tokens(name, row["input_ids"], row["labels"]) for name, row in zip(names, rows, strict=True)]


def step(export: Path, tokenizer_folder: Path) -> float:
    """Runs one training step and returns its loss."""
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    with tempfile.TemporaryDirectory() as temporary:
        model = save_tiny_model(tokenizer, Path(temporary) / "model")
        output = Path(temporary) / "output"
        short = {"cutoff_len": STEP_TOKENS, "eval_dataset": None, "eval_strategy": "no"}
        run_exp({**settings(export, model, str(output)), **short})
        before, after = (load_file(folder / "model.safetensors") for folder in (model, output))
        loss = json.loads((output / "train_results.json").read_text())["train_loss"]
    if all(weight.equal(after[name]) for name, weight in before.items()):
        raise RuntimeError("the optimizer step did not change the weights")
    return loss


if __name__ == "__main__":
    run(Trainer("llamafactory", ("llamafactory", "transformers", "torch"), FILES, read, step))
