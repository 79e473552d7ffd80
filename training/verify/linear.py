"""Reads `linear.jsonl`: the text of each trajectory and its trained ranges."""

import json
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path


@dataclass(frozen=True)
class LinearRow:
    """One trajectory as text. `trained` contains half-open ranges of code points, in order."""

    id: str
    split: str
    text: str
    trained: tuple[tuple[int, int], ...]


def character_positions(text: str, offsets: list[int]) -> list[int]:
    """Converts offsets in UTF-16 code units, as in JavaScript, to indices of a Python string.

    >>> character_positions("a🎬b", [0, 1, 3, 4])
    [0, 1, 2, 3]
    """
    units = [0, *accumulate(2 if ord(character) > 0xFFFF else 1 for character in text)]
    positions = [bisect_left(units, offset) for offset in offsets]
    for offset, position in zip(offsets, positions, strict=True):
        if position == len(units) or units[position] != offset:
            raise ValueError(f"offset {offset} is inside a character or past the end of a text of {units[-1]} units")
    return positions


def to_row(record: dict) -> LinearRow:
    """Parses one line of the file."""
    trained = [span for span in record["spans"] if span["trainable"]]
    offsets = [span[edge] for span in trained for edge in ("start", "end")]
    try:
        positions = character_positions(record["text"], offsets)
    except ValueError as error:
        raise ValueError(f"row {record['id']}: {error}") from error
    ranges = tuple(zip(positions[::2], positions[1::2], strict=True))
    return LinearRow(record["id"], record["split"], record["text"], ranges)


def read_linear(export: Path, split: str) -> list[LinearRow]:
    """Returns the rows of one split, in the order of the file."""
    with open(export / "linear.jsonl", encoding="utf-8") as file:
        rows = [to_row(json.loads(line)) for line in file]
    return [row for row in rows if row.split == split]
