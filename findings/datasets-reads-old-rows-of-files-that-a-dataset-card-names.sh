#!/usr/bin/env bash
# Library: datasets 5.2.0 (load_dataset of a local folder).
# Expected: load_dataset of a folder reads the files that are there now.
# Happens: if a dataset card (README.md) in the folder names the files under `configs`, the cache does not notice a change:
#   a rewritten file gives its old rows, and a folder of the same name elsewhere gives the rows of the first one. Without a
#   card, or with one that contains only `dataset_info`, both are noticed.
# Seen: 2026-11.
# Why it matters here: someone who exports again and trains with load_dataset would train on the old rows, without a
#   warning. The cards of an export contain the types of the columns and no files.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q datasets==5.2.0 pyarrow==26.0.1 pandas==3.1.1 numpy==2.3.5

cat >see.py <<'PY'
import json, os, sys
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE="cache")
from datasets import disable_progress_bars, load_dataset

disable_progress_bars()
INFO = "dataset_info:\n  features:\n  - name: text\n    dtype: string\n"
FILES = "configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: train.jsonl\n"

def load(folder, text, card):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "train.jsonl").write_text(json.dumps({"text": text}) + "\n")
    if card: (folder / "README.md").write_text(f"---\n{card}---\n")
    return load_dataset(str(folder), split="train")[0]["text"]

found = {}
for name, card in {"no card": "", "types only": INFO, "files": FILES}.items():
    parent = Path(name.replace(" ", "-"))
    found[name] = [load(parent / "a" / "rows", "one", card), load(parent / "a" / "rows", "new", card), load(parent / "b" / "rows", "two", card)]
    print(f"{name}: written one, new, and two elsewhere; read {', '.join(found[name])}")
if found["files"] != ["one", "one", "one"] or any(found[name] != ["one", "new", "two"] for name in ("no card", "types only")):
    sys.exit("changed: a card with files is read anew, or another form is not")
PY
venv/bin/python see.py
echo "as described: files that a card names are read from the cache although they have changed"
