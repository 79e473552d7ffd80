"""Negative controls change one byte or one mask of one row, in all kinds of files."""

import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "training" / "verify"))

from negative_controls import change_letter, one_byte, one_mask

SPANS = [{"start": 0, "end": 2, "role": "assistant", "trainable": True}]


class NegativeControls(unittest.TestCase):
    def setUp(self):
        self.export = Path(self.enterContext(tempfile.TemporaryDirectory()))
        splits = {"r1": "train", "v1": "validation", "r2": "train"}
        rows = [{"id": name, "split": split, "text": "ok", "spans": SPANS} for name, split in splits.items()]
        self.write("linear.jsonl", "".join(json.dumps(row) + "\n" for row in rows))

    def write(self, name: str, text: str) -> Path:
        (self.export / name).write_text(text, encoding="utf-8")
        return self.export / name

    def test_a_letter_is_replaced_by_another_of_one_byte(self):
        self.assertEqual(change_letter("né ok</a>"), "né ok</b>")

    def test_one_byte_changes_the_last_answer_of_one_line(self):
        # Some readers treat U+2028 as the end of a line; JSON lines do not.
        rows = [{"messages": [{"role": "assistant", "content": f"\u2028 {name}"}]} for name in ("one", "two")]
        file = self.write("rows.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        self.assertEqual(one_byte(self.export, file), "r2")
        changed = [json.loads(line)["messages"][0]["content"] for line in file.read_text("utf-8").split("\n") if line]
        self.assertEqual(changed, ["\u2028 one", "\u2028 twa"])

    def test_one_byte_changes_one_row_of_a_list(self):
        rows = [{"conversations": [{"from": "gpt", "value": name}]} for name in ("one", "two")]
        file = self.write("rows.json", json.dumps(rows))
        one_byte(self.export, file)
        self.assertEqual([row["conversations"][0]["value"] for row in json.loads(file.read_text())], ["one", "twa"])

    def test_one_byte_changes_the_last_segment(self):
        rows = [{"segments": [{"label": False, "text": "go"}, {"label": True, "text": name}]} for name in ("one", "two")]
        file = self.write("rows.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
        one_byte(self.export, file)
        changed = [json.loads(line)["segments"] for line in file.read_text().splitlines()]
        self.assertEqual([[part["text"] for part in row] for row in changed], [["go", "one"], ["go", "twa"]])

    def test_one_mask_takes_the_first_training_row(self):
        self.assertEqual(one_mask(self.export, self.export / "unused"), "r1")
        rows = [json.loads(line) for line in (self.export / "linear.jsonl").read_text().splitlines()]
        self.assertEqual([row["spans"][0]["trainable"] for row in rows], [False, True, True])


if __name__ == "__main__":
    unittest.main()
