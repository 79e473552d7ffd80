"""The export and the environment server use the same tasks."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "training" / "verify"))

from small_export import OTHER_GRAPHS, ROOT, TrainingTasks


class TrainingTasksArguments(unittest.TestCase):
    def test_name_dataset_split_and_count(self):
        arguments = TrainingTasks("synthetic", None, 24).arguments()
        self.assertEqual(arguments, ["--dataset", "synthetic", "--split", "train", "--tasks", "24"])

    def test_contain_an_absolute_folder(self):
        arguments = TrainingTasks("movielens-100k", Path("data"), 1).arguments()
        self.assertEqual(arguments[2:4], ["--data-dir", str(Path("data").absolute())])


class OtherGraphs(unittest.TestCase):
    def test_are_scripts_of_this_checkout(self):
        self.assertEqual([graph for graph in OTHER_GRAPHS if not (ROOT / graph).is_file()], [])


if __name__ == "__main__":
    unittest.main()
