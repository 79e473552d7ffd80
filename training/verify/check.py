"""The common check of supervised trainers: read the export as the trainer does, compare, run one step, report.

Each `verify_*.py` describes its trainer as a `Trainer` and passes it to `run`.
"""

import argparse
import json
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from linear import read_linear
from memory import peak_gigabytes
from negative_controls import CONTROLS
from tokens import Difference, Tokens, differences, expected_tokens
from transformers import AutoTokenizer


@dataclass(frozen=True)
class Trainer:
    """A trainer: its files, its reader and, if it is run, one training step."""

    name: str
    packages: tuple[str, ...]
    files: dict[str, str]
    """The file of each split, relative to the export; splits without a file are skipped."""
    read: Callable[[Path, Path, str], list[Tokens]]
    """(export, tokenizer folder, split) -> the rows as the trainer trains on them, in order."""
    step: Callable[[Path, Path], float] | None = None
    """(export, tokenizer folder) -> the loss of one optimizer step that changed the weights."""

    def splits(self, export: Path) -> list[str]:
        return [split for split, file in self.files.items() if (export / file).exists()]


def compare(trainer: Trainer, export: Path, tokenizer_folder: Path) -> tuple[dict[str, int], list[Difference]]:
    """Returns the number of rows per split, and all differences."""
    tokenizer = AutoTokenizer.from_pretrained(tokenizer_folder)
    counts, found = {}, []
    for split in trainer.splits(export):
        expected = [expected_tokens(row, tokenizer) for row in read_linear(export, split)]
        found += differences(expected, trainer.read(export, tokenizer_folder, split), tokenizer)
        counts[split] = len(expected)
    return counts, found


def verify(trainer: Trainer, export: Path, tokenizer_folder: Path) -> dict:
    """Returns the result line of the comparison and, if all rows are equal, of one optimizer step."""
    started = time.monotonic()
    counts, found = compare(trainer, export, tokenizer_folder)
    for difference in found:
        print(difference, file=sys.stderr)
    equal = not found and sum(counts.values()) > 0
    loss = trainer.step(export, tokenizer_folder) if trainer.step and equal else None
    return {
        "trainer": trainer.name,
        "versions": {package: version(package) for package in trainer.packages},
        "rows": counts,
        "equal": equal,
        "differences": len(found),
        "step": None if loss is None else {"loss": round(loss, 4)},
        "ok": equal and (loss is None or math.isfinite(loss)),
        "seconds": round(time.monotonic() - started, 1),
        "peakGB": peak_gigabytes(),
    }


def self_test(trainer: Trainer, export: Path, tokenizer_folder: Path) -> dict:
    """Returns the result line of the negative controls: each must be found in the changed row and in no other."""
    outcomes = {}
    for name, change in CONTROLS.items():
        with tempfile.TemporaryDirectory() as folder:
            altered = Path(folder) / "export"
            shutil.copytree(export, altered)
            row = change(altered, altered / trainer.files["train"])
            found = compare(trainer, altered, tokenizer_folder)[1]
        for difference in found:
            print(f"{name}: {difference}", file=sys.stderr)
        outcomes[name] = {"changed": row, "found": [asdict(difference)["row"] for difference in found]}
    ok = all(outcome["found"] == [outcome["changed"]] for outcome in outcomes.values())
    return {"trainer": trainer.name, "selfTest": outcomes, "ok": ok}


def run(trainer: Trainer) -> None:
    """Runs the command line of a `verify_*.py`. Exits with 1 on any difference."""
    parser = argparse.ArgumentParser(description=f"Compares what {trainer.name} trains on with linear.jsonl.")
    parser.add_argument("--export", type=Path, required=True, help="the exported folder")
    parser.add_argument("--tokenizer", type=Path, required=True, help="the folder that tokenizer_folder.py creates")
    parser.add_argument("--self-test", action="store_true", help="change one row and check that it is found")
    options = parser.parse_args()
    check = self_test if options.self_test else verify
    with redirect_stdout(sys.stderr):  # standard output is reserved for the result line
        result = check(trainer, options.export.absolute(), options.tokenizer.absolute())
    print(json.dumps(result, ensure_ascii=False))
    sys.exit(0 if result["ok"] else 1)
