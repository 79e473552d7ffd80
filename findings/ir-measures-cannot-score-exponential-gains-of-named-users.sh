#!/usr/bin/env bash
# Library: ir-measures 0.4.3, nDCG(dcg="exp-log2")@k and ERR@k.
# Expected: user ids are texts for every measure; ERR of a list whose first item is relevant, with judgments 0 and 1, is
#   0.5, the chance that a user stops there.
# Happens: these two measures are computed by a Perl script whose format wants numeric query ids: "u1" is refused with an
#   exit code of that script, while nDCG@k and all others take it. ERR assumes grades up to 4, so with 0 and 1 it can
#   never pass 0.0625.
# Seen: 2026-11.
# Why it matters here: numbers of this project are given with users named as in the data; for exponential gains the users
#   have to be numbered first, and ERR on implicit feedback is not meaningful without its maximum beside it.
# Documentation: the provider (gdeval) is named in the documentation; numeric ids and the ceiling are not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
command -v perl >/dev/null || { echo "Perl is needed for these measures" >&2; exit 1; }
python3 -m venv venv
venv/bin/pip install -q ir-measures==0.4.3

cat >see.py <<'PY'
import subprocess, sys
import ir_measures
from ir_measures import ERR, nDCG

def measure(measure, user):
    judgments, run = {user: {"a": 1}}, {user: {"a": 2.0, "b": 1.0}}
    try:
        return ir_measures.calc_aggregate([measure], judgments, run)[measure]
    except subprocess.CalledProcessError as error:
        return f"exit code {error.returncode}"

measures = [nDCG @ 2, nDCG(dcg="exp-log2") @ 2, ERR @ 2]
seen = [(measure(m, "u1"), measure(m, "1")) for m in measures]
for m, (named, numbered) in zip(measures, seen):
    print(f"{m!s:24} user u1: {named!s:14} user 1: {numbered}")
if seen[0] != (1.0, 1.0) or seen[1] != ("exit code 25", 1.0) or seen[2] != ("exit code 25", 0.0625):
    sys.exit("changed: named users are accepted, or ERR has another scale")
PY
venv/bin/python see.py 2>notes.log || { cat notes.log >&2; exit 1; }
echo "as described: named users are refused for exponential gains, and ERR of a perfect list is 0.0625"
