"""What a trainer must make of a trajectory, token by token, and where it made something else.

Labels follow the custom of all four trainers: the token's own id where it is trained, IGNORED where it is not.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import zip_longest

from linear import LinearRow

IGNORED = -100
CONTEXT = 8  # tokens shown on either side of a difference


@dataclass(frozen=True)
class Tokens:
    """One row as a trainer sees it. `labels[i]` belongs to `ids[i]` (not shifted). Without a name its place tells which."""

    id: str
    ids: list[int]
    labels: list[int]


@dataclass(frozen=True)
class Difference:
    """The first place where a row is not what the linear text says."""

    row: str
    token: int
    what: str
    expected: str = ""
    actual: str = ""

    def __str__(self) -> str:
        contexts = f"\n  expected {self.expected}\n  actual   {self.actual}" if self.expected else ""
        return f"row {self.row}, token {self.token}: {self.what}{contexts}"


def expected_tokens(row: LinearRow, tokenizer) -> Tokens:
    """Tokenizes the linear text; raises ValueError where a token lies across the edge of a trained span."""
    encoded = tokenizer(row.text, add_special_tokens=False, return_offsets_mapping=True)
    edges = [edge for span in row.trained for edge in span]
    labels = []
    for token, (start, end) in zip(encoded["input_ids"], encoded["offset_mapping"], strict=True):
        passed = bisect_right(edges, start)  # start, end, start, ...: odd inside a span
        if bisect_left(edges, end) > passed:
            place = f"row {row.id}, token {len(labels)}"
            raise ValueError(f"{place}: {row.text[start:end]!r} lies across the edge of a trained span")
        labels.append(token if passed % 2 else IGNORED)
    return Tokens(row.id, encoded["input_ids"], labels)


def show(tokens: Tokens, position: int, tokenizer) -> str:
    """The text around a token: »« marks the token, [] each trained one."""
    nearby = range(max(0, position - CONTEXT), min(len(tokens.ids), position + CONTEXT + 1))
    pieces = []
    for index in nearby:
        piece = tokenizer.decode([tokens.ids[index]])
        piece = piece if tokens.labels[index] == IGNORED else f"[{piece}]"
        pieces.append(f"»{piece}«" if index == position else piece)
    return repr("".join(pieces) + ("" if position < len(tokens.ids) else "»«"))


def first_difference(expected: Tokens, actual: Tokens, tokenizer) -> Difference | None:
    """Compares ids and labels; None when both are equal to the last token."""
    wanted, had = zip(expected.ids, expected.labels), zip(actual.ids, actual.labels, strict=True)
    for position, (want, have) in enumerate(zip_longest(wanted, had, fillvalue=(None, None))):
        if want != have:
            what = "another token" if want[0] != have[0] else "masked" if have[1] == IGNORED else "trained"
            contexts = [show(tokens, position, tokenizer) for tokens in (expected, actual)]
            return Difference(expected.id, position, what, *contexts)
    return None


def differences(expected: list[Tokens], actual: list[Tokens], tokenizer) -> list[Difference]:
    """Compares rows in order, one difference a row at most; a missing or an additional row is one too."""
    found = []
    for want, have in zip_longest(expected, actual):
        if have is None:
            found.append(Difference(want.id, 0, "the row is missing"))
        elif want is None:
            found.append(Difference(have.id or "after the last", 0, "no such row in linear.jsonl"))
        elif have.id and want.id != have.id:
            found.append(Difference(want.id, 0, f"row {have.id} stands in its place"))
        elif difference := first_difference(want, have, tokenizer):
            found.append(difference)
    return found
