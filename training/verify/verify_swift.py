"""ms-swift on the export: what its loader and its Qwen3 template make of the rows, against linear.jsonl."""

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
LONGEST = 32_768  # tokens


def read(export: Path, tokenizer_folder: Path, split: str) -> list[Tokens]:
    """The rows as `swift sft --template qwen3_nothinking --agent_template hermes` encodes them."""
    rows, _ = load_dataset(str(export / FILES[split]), strict=True, load_from_cache_file=False)
    with tempfile.TemporaryDirectory() as folder:
        model = save_tiny_model(AutoTokenizer.from_pretrained(tokenizer_folder), Path(folder))
        _, processor = get_model_processor(str(model), model_type="qwen3", load_model=False)
    template = get_template(
        processor, template_type="qwen3_nothinking", agent_template="hermes", max_length=LONGEST
    )
    template.set_mode("train")
    encoded = [template.encode(dict(row)) for row in rows]
    return [Tokens("", list(row["input_ids"]), list(row["labels"])) for row in encoded]


if __name__ == "__main__":
    run(Trainer("ms-swift", ("ms_swift", "transformers", "torch"), FILES, read))
