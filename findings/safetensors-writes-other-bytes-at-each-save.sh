#!/usr/bin/env bash
# Library: safetensors 0.8.0 (Python).
# Expected: the same tensors and the same metadata make the same file; the format was made to be simple and sorted.
# Happens: the tensors are sorted, but the entries of `__metadata__` come in a random order at each save, within one
#   process, too. With four entries most saves differ; with one entry they are all equal.
# Seen: 2026-11.
# Why it matters here: the hash of a checkpoint file does not identify its content, unless the metadata has at most one
#   entry. This package's own writer is not concerned; files that trainers write are.
# Documentation: none found; the order of the header's keys is not part of the format.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q safetensors==0.8.0 numpy==2.3.5

cat >see.py <<'PY'
import hashlib, sys
import numpy
from safetensors.numpy import load, save

tensors = {"z": numpy.ones(3, "f4"), "a": numpy.zeros(2, "f4")}

def files(metadata):
    return {save(tensors, metadata=metadata) for _ in range(30)}

many = files({"format": "pt", "step": "1", "seed": "7", "task": "x"})
one = files({"format": "pt"})
for data in list(many)[:2]:
    print(hashlib.sha256(data).hexdigest()[:12], data[8:90])
sizes = {len(data) for data in many}
print(f"30 saves: {len(many)} different files of {sizes} bytes with four entries, {len(one)} with one")
if len(many) < 2 or len(one) != 1 or len(sizes) != 1:
    sys.exit("changed: equal content gives equal files")
PY
venv/bin/python see.py
echo "as described: equal content, different files"
