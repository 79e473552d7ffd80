"""A small export to try trainers on: what a user gets from `star teach` and `star export`."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Graphs that have nothing to do with recommendation. The last tells its models nothing beforehand and has no tools.
OTHER_GRAPHS = (
    "examples/03-record-any-graph.ts",
    "examples/04-record-a-supervisor.ts",
    "training/verify/record_plain_graph.ts",
)


@dataclass(frozen=True)
class TrainingTasks:
    """The training tasks that an export is made of, as the commands of `star` are told."""

    dataset: str
    data_dir: Path | None
    count: int

    def arguments(self) -> list[str]:
        folder = ["--data-dir", str(self.data_dir.absolute())] if self.data_dir else []
        return ["--dataset", self.dataset, *folder, "--split", "train", "--tasks", str(self.count)]


def star(*arguments: str) -> list[str]:
    """The command line of this checkout, as one process that ends when it is told to."""
    return ["node", "--import", "tsx", "src/cli/main.ts", *arguments]


def script(path: str, *arguments: str) -> list[str]:
    """The command line of a script of this checkout, on its sources."""
    return ["node", "--conditions=star-source", "--import", "tsx", path, *arguments]


def run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)


@contextmanager
def small_export(tasks: TrainingTasks) -> Iterator[Path]:
    """Two runs of every task and one of each other graph, the good ones exported for all trainers."""
    with tempfile.TemporaryDirectory() as folder:
        taught, export = Path(folder) / "teacher.jsonl", Path(folder) / "export"
        sampling = ("--samples", "2", "--temperature", "1", "--concurrency", "1")
        choice = ("--keep-rank", "3", "--validation-share", "0.3")
        run(star("teach", *tasks.arguments(), *sampling, "--out", str(taught)))
        for graph in OTHER_GRAPHS:
            run(script(graph, str(taught)))
        run(star("export", "--in", str(taught), *choice, "--out", str(export)))
        yield export
