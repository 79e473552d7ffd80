"""Creates a small export with `star teach` and `star export`."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Graphs without recommendation tasks. The last has neither a system prompt nor tools.
OTHER_GRAPHS = (
    "examples/03-record-any-graph.ts",
    "examples/04-record-a-supervisor.ts",
    "training/verify/record_plain_graph.ts",
)


@dataclass(frozen=True)
class TrainingTasks:
    """The training tasks of an export, as arguments of `star` commands."""

    dataset: str
    data_dir: Path | None
    count: int

    def arguments(self) -> list[str]:
        folder = ["--data-dir", str(self.data_dir.absolute())] if self.data_dir else []
        return ["--dataset", self.dataset, *folder, "--split", "train", "--tasks", str(self.count)]


def star(*arguments: str) -> list[str]:
    """Returns a `star` command of this checkout, as a single process that can be terminated."""
    return ["node", "--import", "tsx", "src/cli/main.ts", *arguments]


def script(path: str, *arguments: str) -> list[str]:
    """Returns the command of a script of this checkout, with the package's sources."""
    return ["node", "--conditions=star-source", "--import", "tsx", path, *arguments]


def run(command: list[str]) -> None:
    subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)


@contextmanager
def small_export(tasks: TrainingTasks, random_graphs: int) -> Iterator[Path]:
    """Exports two runs per task, filtered by rank, and one run of each other graph, for all trainers.

    Tasks are written as single-agent transcripts and as conversations, other graphs as conversations.
    """
    with tempfile.TemporaryDirectory() as folder:
        trajectories, export = Path(folder) / "teacher.jsonl", Path(folder) / "export"
        sampling = ("--samples", "2", "--temperature", "1", "--concurrency", "1")
        selection = ("--keep-rank", "3", "--validation-share", "0.3")
        run(star("teach", *tasks.arguments(), *sampling, "--out", str(trajectories)))
        for graph in OTHER_GRAPHS:
            run(script(graph, str(trajectories)))
        run(script("training/verify/record_random_graphs.ts", str(trajectories), str(random_graphs)))
        run(star("export", "--in", str(trajectories), "--rows", "both", *selection, "--out", str(export)))
        run(star("verify", str(export), "--in", str(trajectories)))
        yield export
