"""A small export to try trainers on: what a user gets from `star teach` and `star export`."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ("--dataset", "synthetic", "--tasks", "24")


def star(*arguments: str) -> list[str]:
    """The command line of this checkout, as one process that ends when it is told to."""
    return ["node", "--import", "tsx", "src/cli/main.ts", *arguments]


def run(*arguments: str) -> None:
    subprocess.run(star(*arguments), cwd=ROOT, check=True, stdout=sys.stderr)


@contextmanager
def small_export() -> Iterator[Path]:
    """Several runs of a few training tasks, the good ones exported for all trainers."""
    with tempfile.TemporaryDirectory() as folder:
        taught, export = Path(folder) / "teacher.jsonl", Path(folder) / "export"
        sampling = ("--samples", "2", "--temperature", "1", "--concurrency", "1")
        run("teach", "--split", "train", *SAMPLE, *sampling, "--out", str(taught))
        run("export", "--in", str(taught), "--keep-rank", "3", "--validation-share", "0.3", "--no-tokens", "--out", str(export))
        yield export
