"""The comparison of tokens, with a tokenizer of characters."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "training" / "verify"))

from linear import LinearRow, character_positions, to_row
from tokens import IGNORED, Tokens, differences, expected_tokens


class Letters:
    """A tokenizer whose tokens have `width` characters; the id is the code point of the first one."""

    def __init__(self, width: int = 1):
        self.width = width

    def __call__(self, text: str, **_) -> dict:
        edges = [(start, min(start + self.width, len(text))) for start in range(0, len(text), self.width)]
        return {"input_ids": [ord(text[start]) for start, _ in edges], "offset_mapping": edges}

    def decode(self, ids: list[int]) -> str:
        return "".join(map(chr, ids))


def labels(text: str, *trained: tuple[int, int]) -> str:
    """Returns the trained characters of `text`, with dots for the others."""
    tokens = expected_tokens(LinearRow("r", "train", text, trained), Letters())
    return "".join("." if label == IGNORED else chr(label) for label in tokens.labels)


class CharacterPositions(unittest.TestCase):
    def test_counts_characters_outside_the_basic_plane_twice(self):
        # a = 1 unit, 🎬 = 2, b = 1: offsets 0 1 3 4 are the indices 0 1 2 3
        self.assertEqual(character_positions("a🎬b", [0, 1, 3, 4]), [0, 1, 2, 3])

    def test_rejects_an_offset_inside_a_character(self):
        with self.assertRaisesRegex(ValueError, "offset 2 is inside a character"):
            character_positions("a🎬b", [2])

    def test_rejects_an_offset_past_the_end(self):
        with self.assertRaisesRegex(ValueError, "a text of 4 units"):
            character_positions("a🎬b", [5])


class ToRow(unittest.TestCase):
    def test_keeps_trainable_spans_only(self):
        spans = [
            {"start": 0, "end": 2, "role": "user", "trainable": False},
            {"start": 2, "end": 3, "role": "assistant", "trainable": True},
        ]
        row = to_row({"id": "r", "split": "train", "text": "🎬b", "spans": spans})
        self.assertEqual(row.trained, ((1, 2),))

    def test_names_the_row_of_a_wrong_offset(self):
        spans = [{"start": 1, "end": 2, "role": "assistant", "trainable": True}]
        with self.assertRaisesRegex(ValueError, "row r1: offset 1"):
            to_row({"id": "r1", "split": "train", "text": "🎬b", "spans": spans})


class ExpectedTokens(unittest.TestCase):
    def test_trains_the_tokens_of_a_span(self):
        self.assertEqual(labels("abcdef", (1, 3), (5, 6)), ".bc..f")

    def test_merges_adjacent_spans(self):
        self.assertEqual(labels("abcdef", (1, 3), (3, 4)), ".bcd..")

    def test_trains_nothing_without_spans(self):
        self.assertEqual(labels("abc"), "...")

    def test_rejects_a_token_across_the_edge_of_a_span(self):
        with self.assertRaisesRegex(ValueError, "row r, token 1: 'cd' crosses"):
            expected_tokens(LinearRow("r", "train", "abcdef", ((3, 6),)), Letters(width=2))


class Differences(unittest.TestCase):
    def found(self, expected: list[Tokens], actual: list[Tokens]) -> list[tuple[str, int, str]]:
        return [(one.row, one.token, one.what) for one in differences(expected, actual, Letters())]

    def test_is_empty_for_equal_rows(self):
        self.assertEqual(self.found([Tokens("r", [97], [97])], [Tokens("r", [97], [97])]), [])

    def test_matches_rows_without_an_id_by_position(self):
        self.assertEqual(self.found([Tokens("r", [97], [97])], [Tokens("", [97], [97])]), [])

    def test_names_row_and_token(self):
        expected = [Tokens("r1", [97, 98], [IGNORED, 98]), Tokens("r2", [97, 98], [IGNORED, 98])]
        actual = [Tokens("r1", [97, 98], [IGNORED, IGNORED]), Tokens("r2", [97, 99], [IGNORED, 99])]
        self.assertEqual(self.found(expected, actual), [("r1", 1, "masked"), ("r2", 1, "different token")])

    def test_finds_a_token_that_should_be_masked(self):
        self.assertEqual(self.found([Tokens("r", [97], [IGNORED])], [Tokens("r", [97], [97])]), [("r", 0, "trained")])

    def test_finds_a_row_that_was_cut_off(self):
        self.assertEqual(self.found([Tokens("r", [97, 98], [97, 98])], [Tokens("r", [97], [97])]), [("r", 1, "different token")])

    def test_finds_missing_additional_and_swapped_rows(self):
        one, two = Tokens("r1", [97], [97]), Tokens("r2", [97], [97])
        self.assertEqual(self.found([one, two], [one]), [("r2", 0, "the row is missing")])
        self.assertEqual(self.found([one], [one, two]), [("r2", 0, "no such row in linear.jsonl")])
        self.assertEqual(self.found([one], [two]), [("r1", 0, "found row r2 at its position")])

    def test_shows_the_context_with_trained_tokens_in_brackets(self):
        (difference,) = differences([Tokens("r", [97, 98], [IGNORED, 98])], [Tokens("r", [97, 99], [IGNORED, 99])], Letters())
        self.assertEqual(difference.expected, "'a»[b]«'")
        self.assertEqual(difference.actual, "'a»[c]«'")


if __name__ == "__main__":
    unittest.main()
