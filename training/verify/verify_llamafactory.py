"""LLaMA-Factory on the export: its ids and labels against linear.jsonl, and one optimiser step of its own `train`."""

import json
import tempfile
from pathlib import Path

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
DATASETS = {"train": "star_sft", "validation": "star_sft_validation"}
FILES = {split: f"{FOLDER}/{name}.json" for split, name in DATASETS.items()}
LONGEST = 32_768  # tokens; the default of 2,048 cuts trajectories
STEP_TOKENS = 2_048  # for the step alone: logits over the whole vocabulary take 0.6 MB a token, several times over


def settings(export: Path, model: Path, split: str, output: str, longest: int = LONGEST) -> dict:
    """What stands in a user's YAML file."""
    return {
        "model_name_or_path": str(model),
        "stage": "sft",
        "do_train": True,
        "finetuning_type": "full",
        "dataset": DATASETS[split],
        "dataset_dir": str(export / FOLDER),
        "template": "qwen3_nothink",
        "cutoff_len": longest,
        "output_dir": output,
        "overwrite_cache": True,
        "per_device_train_batch_size": 1,
        "max_steps": 1,
        "report_to": "none",
        "use_cpu": True,
        "bf16": False,
    }


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """The rows that LLaMA-Factory prepared for itself; it drops columns that it does not know, such as ids."""
    with tempfile.TemporaryDirectory() as output:
        chosen = settings(export, tokenizer_folder, split, output)
        model, data, training, _, _ = get_train_args(chosen)
        loaded = load_tokenizer(model)
        template = get_template_and_fix_tokenizer(loaded["tokenizer"], data)
        rows = get_dataset(template, model, data, training, stage="sft", **loaded)["train_dataset"]
    names = [row.get("id", "") for row in json.loads((export / FILES[split]).read_text(encoding="utf-8"))]
    return [Tokens(name, row["input_ids"], row["labels"]) for name, row in zip(names, rows, strict=True)]


def step(export: Path, tokenizer_folder: Path) -> float:
    """One step of training; its loss."""
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    with tempfile.TemporaryDirectory() as folder:
        model = save_tiny_model(tokenizer, Path(folder) / "model")
        output = Path(folder) / "output"
        run_exp(settings(export, model, "train", str(output), STEP_TOKENS))
        before, after = (load_file(place / "model.safetensors") for place in (model, output))
        loss = json.loads((output / "train_results.json").read_text())["train_loss"]
    if all(weight.equal(after[name]) for name, weight in before.items()):
        raise RuntimeError("the optimiser step left the weights as they were")
    return loss


if __name__ == "__main__":
    run(Trainer("llamafactory", ("llamafactory", "transformers", "torch"), FILES, read, step))
