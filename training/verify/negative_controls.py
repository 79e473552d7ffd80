"""Small changes that a comparison must find: each control changes one row of an export and returns the row's id."""

import json
from pathlib import Path

from linear import read_linear


def change_letter(text: str) -> str:
    """Replaces the last ASCII letter of a text by another one: a change of one byte."""
    position = max(index for index, character in enumerate(text) if character.isascii() and character.isalpha())
    return text[:position] + ("b" if text[position] == "a" else "a") + text[position + 1 :]


def change_answer(row: dict) -> None:
    """Changes one byte of the last turn, in place."""
    last = next(row[turns] for turns in ("messages", "conversations", "segments", "completion") if row.get(turns))[-1]
    key = next(key for key in ("content", "value", "text") if key in last)
    last[key] = change_letter(last[key])


def rewrite(file: Path, index: int) -> None:
    """Changes one byte of one row in a trainer's file: JSON lines, a JSON list or Parquet."""
    if file.suffix == ".parquet":
        import pyarrow
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(file)
        rows = table.to_pylist()
        change_answer(rows[index])
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=table.schema), file)
        return
    text = file.read_text(encoding="utf-8")
    rows = json.loads(text) if file.suffix == ".json" else [json.loads(line) for line in text.split("\n") if line]
    change_answer(rows[index])
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    file.write_text(f"[{','.join(lines)}]" if file.suffix == ".json" else "\n".join(lines) + "\n", encoding="utf-8")


def one_byte(export: Path, file: Path) -> str:
    """Changes one byte of the row in the middle of the trainer's file."""
    rows = read_linear(export, "train")
    rewrite(file, len(rows) // 2)
    return rows[len(rows) // 2].id


def one_mask(export: Path, file: Path) -> str:
    """Removes the loss of one assistant turn in `linear.jsonl`, so that only labels differ."""
    path = export / "linear.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    row = [row for row in rows if row["split"] == "train"][0]
    next(span for span in row["spans"] if span["trainable"])["trainable"] = False
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return row["id"]


CONTROLS = {"one byte": one_byte, "one mask": one_mask}
