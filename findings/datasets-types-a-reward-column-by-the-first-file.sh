#!/usr/bin/env bash
# Library: datasets 5.2.0 (load_dataset "json") with pyarrow 26.0.1; the rows are written by Node.js.
# Expected: the rows of two files load alike in one file, in two files, and in either order.
# Happens: the first file decides. JSON.stringify writes a reward of 1.0 as 1, so a file of full rewards is a column of
#   integers, and a 0.5 in the second file stops the load; in the other order, or in one file, all is well. Arguments with
#   different keys become a JSON column when they meet in one file and an error when each file has its own.
# Seen: 2026-11.
# Why it matters here: an export that is split into parts, or two exports loaded together, fail or load depending on the
#   order of their names. One file for each split, or Parquet with a schema, has no such order.
# Documentation: features can be given by the caller; not documented is that the first file decides for JSON.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q datasets==5.2.0 pyarrow==26.0.1 pandas==3.1.1 numpy==2.3.5

node --input-type=module -e '
import { writeFileSync } from "node:fs";
const parts = {
  full: [{ reward: 1.0 }], half: [{ reward: 0.5 }], query: [{ arguments: { query: "x" } }], count: [{ arguments: { count: 5 } }],
};
const lines = (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
for (const [name, rows] of Object.entries(parts)) writeFileSync(`${name}.jsonl`, lines(rows));
writeFileSync("rewards.jsonl", lines([...parts.full, ...parts.half]));
writeFileSync("calls.jsonl", lines([...parts.query, ...parts.count]));
'
cat >see.py <<'PY'
import os, sys
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE="cache")
import datasets

datasets.disable_progress_bars()
datasets.logging.set_verbosity(datasets.logging.CRITICAL)

def load(*names):
    files = [f"{name}.jsonl" for name in names]
    try:
        (feature,) = datasets.load_dataset("json", data_files=files, split="train").features.values()
        return getattr(feature, "dtype", None) if isinstance(feature, datasets.Value) else type(feature).__name__
    except datasets.exceptions.DatasetGenerationError as error:
        return "error"

expected = {
    ("full", "half"): "error", ("half", "full"): "float64", ("rewards",): "float64",
    ("query", "count"): "error", ("calls",): "Json",
}
changed = False
for names, kind in expected.items():
    seen = load(*names)
    print(f"{' then '.join(names):18} {seen}")
    changed = changed or seen != kind
if changed:
    sys.exit("changed: the order of the files no longer decides")
PY
venv/bin/python see.py
echo "as described: whole rewards first is an error, fractions first is not; different keys only load from one file"
