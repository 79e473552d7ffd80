"""Runs the exported scripts of TRL that verify_trl_sft.py and verify_trl_grpo.py do not run.

- `dpo.py`: what it trains is what the assistant wrote in both continuations; one step changes the weights.
- `sft.py` and `dpo.py` of a student with another template: they train the segments of `student/`.
- All scripts stop if the model has another chat template than the exported rows.
"""

import argparse
import json
import math
import sys
import tempfile
import time
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

from datasets import Dataset
from exported_script import Deferred, run_script
from linear import LinearRow
from memory import peak_gigabytes
from tiny_model import save_tiny_model
from tokens import Tokens, differences, expected_tokens
from transformers import AutoTokenizer
from trl import DPOConfig, DPOTrainer, GRPOConfig, SFTConfig, SFTTrainer

sys.path.append(str(Path(__file__).resolve().parent.parent))  # grpo.py imports star_trl
STEP_TOKENS = 100  # of a prompt and of a continuation in the step


class Sft(Deferred, SFTTrainer):
    """Trains when the check does."""


class Dpo(Deferred, DPOTrainer):
    """Trains when the check does."""


def create(script: Path, tokenizer, output: Path):
    """Returns the trainer that a script creates, with a tiny model."""
    model = save_tiny_model(tokenizer, output / "model")
    kind, config = (Sft, SFTConfig) if script.name == "sft.py" else (Dpo, DPOConfig)
    tiny = {"model": str(model), "processing_class": tokenizer}
    # A script may derive its own class from DPOTrainer.
    base = type(kind.__name__, (kind,), {"__init__": lambda self, **given: kind.__init__(self, **{**given, **tiny})})
    settings = {"output_dir": str(output), "eval_strategy": "no"}
    return run_script(script, config, settings, base, tokenizer)


def read_rows(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def spans_of(segments: list[dict]) -> LinearRow:
    """Returns segments as a text with its trained ranges."""
    text, trained = "", []
    for segment in segments:
        start, text = len(text), text + segment["text"]
        if segment["label"]:
            trained.append((start, len(text)))
    return LinearRow("", "train", text, tuple(trained))


def check_student_sft(export: Path, tokenizer, output: Path) -> list[str]:
    """Compares tokens and labels with the segments."""
    rows = create(export / "trl" / "sft.py", tokenizer, output).train_dataset
    expected = [
        expected_tokens(spans_of(row["segments"]), tokenizer) for row in read_rows(export / "student" / "train.jsonl")
    ]
    kept = [tokens for tokens in expected if any(label != -100 for label in tokens.labels)]
    actual = [Tokens("", row["input_ids"], row["labels"]) for row in rows]
    return [f"sft.py of the student: {found}" for found in differences(kept, actual, tokenizer)]


def written(row: dict, side: str, tokenizer) -> str:
    """Returns what the assistant wrote in a continuation, from messages or segments."""
    if "segments" in row or isinstance(row[side][0].get("label"), bool):
        return "".join(part["text"] for part in row[side] if part["label"])
    prompt, tools = row["prompt"], json.loads(row["tools"])
    texts = []
    for index, message in enumerate(row[side]):
        if message["role"] == "assistant":
            before = tokenizer.apply_chat_template(
                prompt + row[side][:index], tools=tools, add_generation_prompt=True, tokenize=False
            )
            after = tokenizer.apply_chat_template(prompt + row[side][: index + 1], tools=tools, tokenize=False)
            texts.append(after.removeprefix(before).rstrip("\n"))
    return "".join(texts)


def check_dpo(export: Path, rows: list[dict], tokenizer, output: Path) -> list[str]:
    """Compares what is trained with what the assistant wrote, and runs one step on shortened pairs."""
    trainer, found = create(export / "trl" / "dpo.py", tokenizer, output), []
    pairs = list(trainer.train_dataset)
    if len(pairs) != len(rows):
        return [f"dpo.py of {export.name}: {len(rows)} pairs, {len(pairs)} are trained"]
    for row, pair in zip(rows, pairs, strict=True):
        batch = trainer.data_collator([pair])
        for side, ids, mask in zip(("chosen", "rejected"), batch["input_ids"], batch["completion_mask"], strict=True):
            trained = tokenizer.decode(ids[mask.bool()], skip_special_tokens=False)
            if trained != written(row, side, tokenizer):
                found.append(f"dpo.py of {export.name}, pair {row['id']}: other text is trained in {side}: {trained[:80]!r}")
    columns = [name for name in pairs[0] if name.endswith(("_ids", "_mask"))]
    trainer.train_dataset = Dataset.from_list([{name: pairs[0][name][-STEP_TOKENS:] for name in columns}])
    before = trainer.model.get_input_embeddings().weight.detach().clone()
    loss = trainer.take_step()
    if not math.isfinite(loss) or trainer.model.get_input_embeddings().weight.equal(before):
        found.append(f"dpo.py of {export.name}: a step with the loss {loss} changed no weight")
    return found


def check_refusal(script: Path, tokenizer, output: Path) -> list[str]:
    """The script must stop for a tokenizer with another template."""
    kept = tokenizer.chat_template
    tokenizer.chat_template = kept + " "
    config = {"sft.py": SFTConfig, "dpo.py": DPOConfig, "grpo.py": GRPOConfig}[script.name]
    try:
        run_script(script, config, {"output_dir": str(output)}, object, tokenizer)
    except SystemExit as stopped:
        if "another chat template" in str(stopped):
            return []
    finally:
        tokenizer.chat_template = kept
    return [f"{script} accepts a model with another chat template"]


def verify(export: Path, student: Path | None, tokenizer_folder: Path) -> dict:
    """Runs all checks and returns the result line."""
    started = time.monotonic()
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        found = check_dpo(export, read_rows(export / "trl" / "preferences.jsonl"), tokenizer, output)
        for name in ("sft.py", "dpo.py", "grpo.py"):
            found += check_refusal(export / "trl" / name, tokenizer, output)
        if student is not None:
            # The tokens of Qwen3.6 in these texts are those of Qwen3.
            tokenizer.chat_template = (student / "student" / "chat_template.jinja").read_text(encoding="utf-8")
            found += check_student_sft(student, tokenizer, output)
            found += check_dpo(student, read_rows(student / "student" / "preferences.jsonl"), tokenizer, output)
            for name in ("sft.py", "dpo.py"):
                found += check_refusal(student / "trl" / name, tokenizer, output)
    for difference in found:
        print(difference, file=sys.stderr)
    return {
        "trainer": "trl-scripts",
        "versions": {package: version(package) for package in ("trl", "transformers", "torch")},
        "student": student is not None,
        "differences": len(found),
        "ok": not found,
        "seconds": round(time.monotonic() - started, 1),
        "peakGB": peak_gigabytes(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--export", type=Path, required=True, help="the exported folder")
    parser.add_argument("--student", type=Path, help="the export of a student with the template qwen3.6")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the folder that tokenizer_folder.py creates")
    options = parser.parse_args()
    with redirect_stdout(sys.stderr):
        result = verify(options.export.absolute(), options.student and options.student.absolute(), options.tokenizer)
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if result["ok"] else 1)


if __name__ == "__main__":
    main()
