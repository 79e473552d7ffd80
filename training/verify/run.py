"""Shows that trainers train on exactly the tokens that `star export` says they do.

    npm run verify:trl                                # TRL: SFT and GRPO; its environment stays in the cache
    npm run verify:trainers                           # LLaMA-Factory, ms-swift, verl, one after the other, then removed
    npm run verify:trl -- --dataset movielens-100k --data-dir DIR --tasks 200
    npm run verify:trl -- --export DIR                # an export of one's own, of the synthetic dataset or the one named

Without --export one is made: trajectories of the dataset's training tasks. Prints one JSON line a check and exits 1 when
one fails. Nothing but the installation needs a network.
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

from environment import environment, remove, say
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
LONGEST_CHECK = 1800  # seconds
SHOWN_LINES = 30  # of what a failed check wrote

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "WANDB_MODE": "disabled",
    "TRL_EXPERIMENTAL_SILENCE": "1",
    "CUDA_VISIBLE_DEVICES": "",
    "OMP_NUM_THREADS": "2",
    "TOKENIZERS_PARALLELISM": "false",
    # Logits over the whole vocabulary come and go by the hundred megabytes: kept memory is not paged in again each time.
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(2**34),
}


def check(python: Path, script: str, arguments: list[str | Path], scratch: Path) -> bool:
    """Runs one script in a trainer's environment and prints its result line; False when it failed."""
    command = [python, HERE / script, *arguments]
    caches = {"HF_HOME": str(scratch / "hugging-face"), "MODELSCOPE_CACHE": str(scratch / "modelscope")}
    surroundings = {**os.environ, **OFFLINE, **caches}
    begun = time.monotonic()
    done = subprocess.run(
        command,
        cwd=scratch,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=LONGEST_CHECK,
        preexec_fn=limit_memory,
    )
    if done.returncode != 0:
        say("\n".join(done.stderr.splitlines()[-SHOWN_LINES:]))
        say(f"{script} failed with exit code {done.returncode}")
    print(done.stdout.strip() or json.dumps({"script": script, "ok": False}), flush=True)
    say(f"{script} {'--self-test ' if '--self-test' in arguments else ''}took {time.monotonic() - begun:.0f} s")
    return done.returncode == 0


def checks_of(trainer: str, export: Path, tasks: TrainingTasks, scratch: Path) -> Iterator[bool]:
    """Every check of one trainer, the next only when it is asked for."""
    python = environment(trainer)
    arguments = ["--export", export, "--tokenizer", tokenizer_folder()]
    yield check(python, SCRIPTS[trainer], arguments, scratch)
    yield check(python, SCRIPTS[trainer], [*arguments, "--self-test"], scratch)
    if trainer == "trl":
        with environment_server(tasks) as url:
            yield check(python, "verify_trl_grpo.py", [*arguments, "--environment", url], scratch)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trainers", nargs="+", choices=SCRIPTS)
    parser.add_argument("--export", type=Path, help="an exported folder; default: one is made of the tasks named below")
    parser.add_argument("--dataset", default="synthetic", help="whose training tasks; default: synthetic")
    parser.add_argument("--data-dir", type=Path, help="folder with its files; default: $STAR_DATA_DIR")
    parser.add_argument("--tasks", type=int, default=24, help="how many of them; default: 24")
    parser.add_argument("--remove", action="store_true", help="delete each environment after its checks (6 GB each)")
    options = parser.parse_args()
    tasks = TrainingTasks(options.dataset, options.data_dir, options.tasks)
    made = nullcontext(options.export.absolute()) if options.export else small_export(tasks)
    passed = []
    with tempfile.TemporaryDirectory() as scratch, made as export:
        for trainer in options.trainers:
            passed += checks_of(trainer, export, tasks, Path(scratch))
            if options.remove:
                remove(trainer)
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
