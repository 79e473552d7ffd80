"""Creates or reuses the virtual environment of one trainer.

    python3 training/star_python.py trl            # prints the path of its Python
    python3 training/star_python.py verl --remove  # deletes it

The name of an environment contains the hash of its requirements, so that changed pins create a new one. The file
`complete` is written last; a folder without it is an incomplete installation and is deleted.
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

REQUIREMENTS = Path(__file__).resolve().parent / "requirements"
MARKER = "complete"


def cache_folder() -> Path:
    """Returns the folder of environments and tokenizers: in STAR_CACHE_DIR, by default in the user's cache folder."""
    if folder := os.environ.get("STAR_CACHE_DIR"):
        return Path(folder).absolute() / "langgraph-star"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "langgraph-star"


def environment_folder(trainer: str) -> Path:
    """Returns the folder of one trainer's environment. It need not exist."""
    pins = (REQUIREMENTS / f"{trainer}.txt").read_bytes()
    interpreter = f"{platform.python_version()} {platform.system()} {platform.machine()}".encode()
    return cache_folder() / f"{trainer}-{hashlib.sha256(pins + interpreter).hexdigest()[:12]}"


@contextmanager
def locked(folder: Path):
    """Locks `folder` for one process at a time. The lock is released when the process ends."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def log(message: str) -> None:
    """Prints progress to standard error; standard output is reserved for the result."""
    print(message, file=sys.stderr, flush=True)


def size_in_gigabytes(folder: Path) -> float:
    return sum(file.lstat().st_size for file in folder.rglob("*")) / 1e9


def pip_options(requirements: Path) -> list[str]:
    """Returns the options in the first line of a requirements file, such as `# pip: --no-deps`."""
    first = requirements.read_text(encoding="utf-8").split("\n", 1)[0]
    return first.removeprefix("# pip:").split() if first.startswith("# pip:") else []


def install(trainer: str, folder: Path) -> None:
    """Installs the environment from scratch and writes the marker last."""
    log(f"{trainer}: installing {REQUIREMENTS.name}/{trainer}.txt into {folder} (a trainer: minutes, about 6 GB) ...")
    shutil.rmtree(folder, ignore_errors=True)
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    requirements = REQUIREMENTS / f"{trainer}.txt"
    options = ["--no-compile", *pip_options(requirements), "--requirement", requirements]  # most modules are never imported
    subprocess.run([*pip, *options], check=True, stdout=sys.stderr)
    seconds = round(time.monotonic() - started)
    (folder / MARKER).write_text(f"{seconds}\n")
    log(f"{trainer}: installed in {seconds} s, {size_in_gigabytes(folder):.1f} GB")


def environment(trainer: str) -> Path:
    """Returns the Python of the trainer's environment, which is installed if necessary."""
    folder = environment_folder(trainer)
    with locked(folder):
        if (folder / MARKER).exists():
            log(f"{trainer}: using the environment in {folder}")
        else:
            install(trainer, folder)
    return folder / "bin" / "python"


def remove(trainer: str) -> None:
    """Deletes the trainer's environment if it exists."""
    folder = environment_folder(trainer)
    with locked(folder):
        shutil.rmtree(folder, ignore_errors=True)
    log(f"{trainer}: removed {folder}")


def main() -> None:
    trainers = sorted(file.stem for file in REQUIREMENTS.glob("*.txt"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trainer", choices=trainers)
    parser.add_argument("--remove", action="store_true", help="delete the environment")
    options = parser.parse_args()
    if options.remove:
        remove(options.trainer)
    else:
        print(environment(options.trainer))


if __name__ == "__main__":
    main()
