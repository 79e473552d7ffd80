"""Loads the folder `openai` of an export with `load_dataset`, with its rows in three orders and more of them than one chunk holds.

Every row must come back as it was written, apart from nulls that stand for absent members. The same file without its dataset
card is the control: it cannot be loaded where rows without tools stand first.
"""

import argparse
import json
import sys
from importlib.metadata import version
from itertools import chain, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from datasets import load_dataset
from datasets.exceptions import DatasetGenerationError

FILLER = "x" * (100 << 10)
CHUNK = 10 << 20  # load_dataset takes the types of the columns from the first 10 MB


def repeated(rows: list[dict]) -> list[dict]:
    """Repeats rows, with a long question, until they take more than a chunk."""
    long = [{**row, "messages": [lengthened(message) for message in row["messages"]]} for row in rows]
    size = sum(len(json.dumps(row)) for row in long)
    return long * (CHUNK // size + 1)


def lengthened(message: dict) -> dict:
    return {**message, "content": message["content"] + FILLER} if message["role"] == "user" else message


def orders(rows: list[dict]) -> dict[str, list[dict]]:
    with_tools = repeated([row for row in rows if "tools" in row])
    without = repeated([row for row in rows if "tools" not in row])
    mixed = [row for row in chain.from_iterable(zip_longest(without, with_tools)) if row is not None]
    return {"without tools first": without + with_tools, "with tools first": with_tools + without, "alternating": mixed}


def load(folder: Path, *, card: bool) -> list[dict]:
    """Loads with the common cache: rows of an earlier file would be found as a difference."""
    if card:
        return list(load_dataset(str(folder), split="train"))
    return list(load_dataset("json", data_files=str(folder / "train.jsonl"), split="train"))


def loaded_equal(rows: list[dict], readme: str, *, card: bool = True) -> bool:
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "openai"
        folder.mkdir()
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / "train.jsonl").write_text(text, encoding="utf-8")
        (folder / "README.md").write_text(readme, encoding="utf-8")
        try:
            loaded = load(folder, card=card)
        except DatasetGenerationError:
            return False
        return [present(row) for row in loaded] == rows


def present(row: dict) -> dict:
    """A row without the columns that it lacks."""
    return {name: value for name, value in row.items() if value is not None}


def main() -> None:
    parser = argparse.ArgumentParser(description="Loads OpenAI rows with load_dataset in three orders.")
    parser.add_argument("--export", type=Path, required=True, help="an export with rows with and without tools")
    options = parser.parse_args()
    folder = options.export / "openai"
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").split("\n")]
    rows = [json.loads(line) for line in lines if line]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    results = {name: loaded_equal(ordered, readme) for name, ordered in orders(rows).items()}
    control = loaded_equal(orders(rows)["without tools first"], readme, card=False)
    ok = all(results.values()) and not control
    result = {
        "format": "openai, load_dataset",
        "versions": {"datasets": version("datasets")},
        "equal": results,
        "withoutCard": control,
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
