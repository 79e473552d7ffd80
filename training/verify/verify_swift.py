"""Compares ids and labels of ms-swift's loader and Qwen3 template with linear.jsonl."""

import tempfile
from pathlib import Path

from check import Trainer, run
from swift.dataset import load_dataset
from swift.model import get_model_processor
from swift.template import get_template
from tiny_model import save_tiny_model
from tokens import Tokens
from transformers import AutoTokenizer

FILES = {"train": "ms-swift/train.jsonl", "validation": "ms-swift/validation.jsonl"}


def flags(script: Path) -> dict[str, str]:
    """Parses the command line flags of the exported script."""
    words = [word for word in script.read_text(encoding="utf-8").split() if word != "\\"]
    return {flag: value for flag, value in zip(words, words[1:]) if flag.startswith("--")}


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """Encodes the rows as `swift sft` does with the template and agent template of the exported script."""
    rows, _ = load_dataset(str(export / FILES[split]), strict=True, load_from_cache_file=False)
    with tempfile.TemporaryDirectory() as folder:
        model = save_tiny_model(AutoTokenizer.from_pretrained(tokenizer_folder), Path(folder))
        _, processor = get_model_processor(str(model), model_type="qwen3", load_model=False)
    options = flags(export / "ms-swift" / "sft.sh")
    template = get_template(
        processor,
        template_type=options["--template"],
        agent_template=options["--agent_template"],
        loss_scale=options["--loss_scale"],
        max_length=int(options["--max_length"]),
        truncation_strategy="raise",
    )
    template.set_mode("train")
    encoded = [template.encode(dict(row)) for row in rows]
    return [Tokens("", list(row["input_ids"]), list(row["labels"])) for row in encoded]


if __name__ == "__main__":
    run(Trainer("ms-swift", ("ms_swift", "transformers", "torch"), FILES, read))
