"""Makes, or finds again, the virtual environment that holds one trainer.

    python3 training/verify/environment.py trl            # prints the path of its python
    python3 training/verify/environment.py verl --remove  # gives the disk space back

An environment is named after the hash of its requirements, so that changed pins never meet an old install. Its last
file written is `complete`; a folder without one is the rest of a broken install and is thrown away.
"""

import argparse
import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
MARKER = "complete"


def cache_folder() -> Path:
    """Where environments and prepared tokenizers are kept: STAR_CACHE_DIR, else a folder in the user's cache."""
    if chosen := os.environ.get("STAR_CACHE_DIR"):
        return Path(chosen).absolute() / "langgraph-star"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "langgraph-star"


def environment_folder(trainer: str) -> Path:
    """The folder of one trainer's environment, whether or not it exists."""
    pins = (REQUIREMENTS / f"{trainer}.txt").read_bytes()
    interpreter = f"{platform.python_version()} {platform.system()} {platform.machine()}".encode()
    return cache_folder() / f"{trainer}-{hashlib.sha256(pins + interpreter).hexdigest()[:12]}"


@contextmanager
def locked(folder: Path):
    """One process at a time for `folder`; the lock goes with the process, however it ends."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(sentence: str) -> None:
    """Progress goes to standard error: standard output is the answer."""
    print(sentence, file=sys.stderr, flush=True)


def size_in_gigabytes(folder: Path) -> float:
    return sum(file.lstat().st_size for file in folder.rglob("*")) / 1e9


def install(trainer: str, folder: Path) -> None:
    """Builds the environment from nothing; the marker is written last."""
    say(f"{trainer}: installing {REQUIREMENTS.name}/{trainer}.txt into {folder} (minutes, about 6 GB) ...")
    shutil.rmtree(folder, ignore_errors=True)
    begun = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    chosen = ["--no-compile", "--requirement", REQUIREMENTS / f"{trainer}.txt"]  # most modules are never imported
    subprocess.run([*pip, *chosen], check=True, stdout=sys.stderr)
    seconds = round(time.monotonic() - begun)
    (folder / MARKER).write_text(f"{seconds}\n")
    say(f"{trainer}: installed in {seconds} s, {size_in_gigabytes(folder):.1f} GB")


def environment(trainer: str) -> Path:
    """The python of the trainer's environment, built first if it is not there."""
    folder = environment_folder(trainer)
    with locked(folder):
        if (folder / MARKER).exists():
            say(f"{trainer}: using the environment in {folder}")
        else:
            install(trainer, folder)
    return folder / "bin" / "python"


def remove(trainer: str) -> None:
    """Deletes the trainer's environment, if there is one."""
    folder = environment_folder(trainer)
    with locked(folder):
        shutil.rmtree(folder, ignore_errors=True)
    say(f"{trainer}: removed {folder}")


def main() -> None:
    trainers = sorted(file.stem for file in REQUIREMENTS.glob("*.txt"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trainer", choices=trainers)
    parser.add_argument("--remove", action="store_true", help="delete the environment instead")
    options = parser.parse_args()
    if options.remove:
        remove(options.trainer)
    else:
        print(environment(options.trainer))


if __name__ == "__main__":
    main()
