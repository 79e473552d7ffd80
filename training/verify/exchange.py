"""Verifies formats that projects exchange with the packages of these projects: mistral-common, datasets, renderers, Harbor.

    npm run verify:exchange

Records and exports a few trajectories, with one environment of 700 MB for all packages, which is kept in the cache. Prints one JSON
line per check and exits with 1 if one fails. Only the installation needs a network.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from environment import environment
from run import check
from small_export import TrainingTasks, export_trajectories, record_trajectories, run, star
from tokenizer_folder import tokenizer_folder

TASKS = TrainingTasks("synthetic", None, 4)
RANDOM_GRAPHS = 24
CHECKS = {
    "openai": "verify_datasets.py",
    "openai for Mistral": "verify_mistral.py",
    "verifiers": "verify_prime_rl.py",
    "atif": "verify_harbor.py",
}


def results(python: Path, folder: Path) -> Iterator[bool]:
    """Yields the results of the checks."""
    trajectories, export, mistral = folder / "teacher.jsonl", folder / "export", folder / "mistral"
    record_trajectories(TASKS, RANDOM_GRAPHS, trajectories)
    export_trajectories(trajectories, export, "--format", "openai,verifiers")
    export_trajectories(trajectories, mistral, "--format", "openai", "--flavor", "mistral")
    tokens = ["--export", export, "--tokenizer", tokenizer_folder()]
    for version in ("1.7", "1.8"):
        atif = folder / f"atif-{version}"
        run(star("convert", str(trajectories), "--to", "atif", "--atif-version", version, "--out", str(atif)))
        yield check(python, CHECKS["atif"], ["--documents", atif], folder)
    yield check(python, CHECKS["openai"], ["--export", export], folder)
    yield check(python, CHECKS["openai for Mistral"], ["--export", mistral, "--plain", export], folder)
    yield check(python, CHECKS["verifiers"], tokens, folder)
    yield check(python, CHECKS["verifiers"], [*tokens, "--self-test"], folder)


def main() -> None:
    python = environment("exchange")
    with tempfile.TemporaryDirectory() as folder:
        passed = list(results(python, Path(folder)))
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
