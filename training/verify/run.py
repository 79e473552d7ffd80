"""Verifies that trainers train on exactly the tokens that `star export` specifies.

    npm run verify:trl                                # TRL: SFT and GRPO; its environment is kept in the cache
    npm run verify:trainers                           # LLaMA-Factory, ms-swift and verl; each environment is removed after its checks
    npm run verify:trl -- --dataset movielens-100k --data-dir DIR --tasks 200
    npm run verify:trl -- --export DIR                # your own export, of the synthetic dataset or the one named

Without --export, trajectories of the dataset's training tasks are exported. Prints one JSON line per check and exits with
1 if one fails. Only the installation needs a network.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from environment import environment, log, remove
from environment_server import environment_server
from memory import limit_memory
from small_export import TrainingTasks, small_export
from tokenizer_folder import tokenizer_folder

HERE = Path(__file__).resolve().parent
SCRIPTS = {
    "trl": "verify_trl_sft.py",
    "llamafactory": "verify_llamafactory.py",
    "ms-swift": "verify_swift.py",
    "verl": "verify_verl.py",
}
CHECK_TIMEOUT = 1800  # seconds
SHOWN_LINES = 30  # of the output of a failed check

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "WANDB_MODE": "disabled",
    "TRL_EXPERIMENTAL_SILENCE": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "STUDENT": "tiny",  # the model of scripts that name none; checks replace it
    "OMP_NUM_THREADS": "2",
    "TOKENIZERS_PARALLELISM": "false",
    # Logits over the vocabulary take hundreds of megabytes. By default glibc would return and map that memory each time.
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(2**34),
    "MALLOC_ARENA_MAX": "2",  # memory that one thread's arena keeps cannot be used by another
}


def check(python: Path, script: str, arguments: list[str | Path], scratch: Path) -> bool:
    """Runs one script in a trainer's environment and prints its result line. Returns False if it failed."""
    command = [python, HERE / script, *arguments]
    caches = {"HF_HOME": str(scratch / "hugging-face"), "MODELSCOPE_CACHE": str(scratch / "modelscope")}
    variables = {**os.environ, **OFFLINE, **caches}
    started = time.monotonic()
    process = subprocess.run(
        command,
        cwd=scratch,
        env=variables,
        capture_output=True,
        text=True,
        timeout=CHECK_TIMEOUT,
        preexec_fn=limit_memory,
    )
    if process.returncode != 0:
        log("\n".join(process.stderr.splitlines()[-SHOWN_LINES:]))
        log(f"{script} failed with exit code {process.returncode}")
    print(process.stdout.strip() or json.dumps({"script": script, "ok": False}), flush=True)
    log(f"{script} {'--self-test ' if '--self-test' in arguments else ''}took {time.monotonic() - started:.0f} s")
    return process.returncode == 0


def checks_of(trainer: str, export: Path, tasks: TrainingTasks, scratch: Path) -> Iterator[bool]:
    """Yields the results of a trainer's checks. Each check runs when its result is requested."""
    python = environment(trainer)
    arguments = ["--export", export, "--tokenizer", tokenizer_folder()]
    yield check(python, SCRIPTS[trainer], arguments, scratch)
    yield check(python, SCRIPTS[trainer], [*arguments, "--self-test"], scratch)
    if trainer == "trl":
        yield check(python, "verify_templates.py", [], scratch)
        yield check(python, "verify_trl_reward.py", arguments[2:], scratch)
        student = export.parent / "student"
        yield check(python, "verify_trl_scripts.py", [*arguments, *(["--student", student] if student.exists() else [])], scratch)
        with environment_server(tasks) as url:
            yield check(python, "verify_trl_grpo.py", [*arguments, "--environment", url], scratch)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trainers", nargs="+", choices=SCRIPTS)
    parser.add_argument("--export", type=Path, help="an exported folder; default: an export of the tasks below")
    parser.add_argument("--dataset", default="synthetic", help="dataset of the training tasks; default: synthetic")
    parser.add_argument("--data-dir", type=Path, help="folder with its files; default: $STAR_DATA_DIR")
    parser.add_argument("--tasks", type=int, default=24, help="number of tasks; default: 24")
    parser.add_argument("--graphs", type=int, default=24, help="number of random graphs besides; default: 24")
    parser.add_argument("--remove", action="store_true", help="delete each environment after its checks (6 GB each)")
    options = parser.parse_args()
    tasks = TrainingTasks(options.dataset, options.data_dir, options.tasks)
    # TRL's environment contains the template of the student.
    python = environment("trl") if "trl" in options.trainers else None
    created = nullcontext(options.export.absolute()) if options.export else small_export(tasks, options.graphs, python)
    passed = []
    with tempfile.TemporaryDirectory() as scratch, created as export:
        for trainer in options.trainers:
            passed += checks_of(trainer, export, tasks, Path(scratch))
            if options.remove:
                remove(trainer)
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
