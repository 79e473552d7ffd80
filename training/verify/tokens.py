"""Expected token ids and labels of trajectories, and their comparison with a trainer's.

As in all four trainers, the label of a trained token is its id and that of any other token is IGNORED.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import zip_longest

from linear import LinearRow

IGNORED = -100
CONTEXT = 8  # tokens shown on either side of a difference


@dataclass(frozen=True)
class Tokens:
    """One row of a trainer. `labels[i]` belongs to `ids[i]` (not shifted). Rows without an id are matched by position."""

    id: str
    ids: list[int]
    labels: list[int]


@dataclass(frozen=True)
class Difference:
    """The first token at which a row differs from the linear text."""

    row: str
    token: int
    what: str
    expected: str = ""
    actual: str = ""

    def __str__(self) -> str:
        contexts = f"\n  expected {self.expected}\n  actual   {self.actual}" if self.expected else ""
        return f"row {self.row}, token {self.token}: {self.what}{contexts}"


def expected_tokens(row: LinearRow, tokenizer) -> Tokens:
    """Tokenizes linear text. Raises ValueError if a token crosses the edge of a trained span."""
    encoded = tokenizer(row.text, add_special_tokens=False, return_offsets_mapping=True)
    edges = [edge for span in row.trained for edge in span]
    labels = []
    for token, (start, end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
        edges_before = bisect_right(edges, start)  # odd inside a span, since starts and ends alternate
        if bisect_left(edges, end) > edges_before:
            position = f"row {row.id}, token {len(labels)}"
            raise ValueError(f"{position}: {row.text[start:end]!r} crosses the edge of a trained span")
        labels.append(token if edges_before % 2 else IGNORED)
    return Tokens(row.id, encoded["input_ids"], labels)


def show(tokens: Tokens, position: int, tokenizer) -> str:
    """Returns the text around a token. »« marks the token, [] each trained token."""
    nearby = range(max(0, position - CONTEXT), min(len(tokens.ids), position + CONTEXT + 1))
    pieces = []
    for index in nearby:
        piece = tokenizer.decode([tokens.ids[index]])
        piece = piece if tokens.labels[index] == IGNORED else f"[{piece}]"
        pieces.append(f"»{piece}«" if index == position else piece)
    return repr("".join(pieces) + ("" if position < len(tokens.ids) else "»«"))


def first_difference(expected: Tokens, actual: Tokens, tokenizer) -> Difference | None:
    """Compares ids and labels. Returns None if all are equal."""
    expected_pairs, actual_pairs = zip(expected.ids, expected.labels), zip(actual.ids, actual.labels, strict=True)
    for position, (want, have) in enumerate(zip_longest(expected_pairs, actual_pairs, fillvalue=(None, None))):
        if want != have:
            what = "different token" if want[0] != have[0] else "masked" if have[1] == IGNORED else "trained"
            contexts = [show(tokens, position, tokenizer) for tokens in (expected, actual)]
            return Difference(expected.id, position, what, *contexts)
    return None


def differences(expected: list[Tokens], actual: list[Tokens], tokenizer) -> list[Difference]:
    """Compares rows in order and returns at most one difference per row, including missing and additional rows."""
    found = []
    for want, have in zip_longest(expected, actual):
        if have is None:
            found.append(Difference(want.id, 0, "the row is missing"))
        elif want is None:
            found.append(Difference(have.id or "after the last", 0, "no such row in linear.jsonl"))
        elif have.id and want.id != have.id:
            found.append(Difference(want.id, 0, f"found row {have.id} at its position"))
        elif difference := first_difference(want, have, tokenizer):
            found.append(difference)
    return found
