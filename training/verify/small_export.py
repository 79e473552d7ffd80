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


def record_trajectories(tasks: TrainingTasks, random_graphs: int, file: Path) -> None:
    """Records two runs per task, and one run of each other graph."""
    sampling = ("--samples", "2", "--temperature", "1", "--concurrency", "1")
    run(star("teach", *tasks.arguments(), *sampling, "--out", str(file)))
    for graph in OTHER_GRAPHS:
        run(script(graph, str(file)))
    run(script("training/verify/record_random_graphs.ts", str(file), str(random_graphs)))


def export_trajectories(file: Path, export: Path, *options: str) -> None:
    """Exports trajectories, filtered by rank, for all trainers unless `options` say otherwise, and verifies the export.

    Tasks are written as single-agent transcripts and as conversations, other graphs as conversations.
    """
    selection = ("--rows", "both", "--keep-rank", "3", "--validation-share", "0.3")
    run(star("export", "--in", str(file), *selection, *options, "--out", str(export)))
    run(star("verify", str(export), "--in", str(file)))


@contextmanager
def small_export(tasks: TrainingTasks, random_graphs: int, python: Path | None = None) -> Iterator[Path]:
    """Records and exports trajectories.

    With a `python` that has TRL's templates, a folder `student` beside it is the export of a student with another template.
    """
    with tempfile.TemporaryDirectory() as folder:
        trajectories, export = Path(folder) / "teacher.jsonl", Path(folder) / "export"
        record_trajectories(tasks, random_graphs, trajectories)
        export_trajectories(trajectories, export)
        if python is not None:
            template = ("--student-template", "qwen3.6", "--allow-template-loss", "--python", str(python))
            export_trajectories(trajectories, export.parent / "student", *template)
        yield export
