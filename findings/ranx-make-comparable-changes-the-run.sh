#!/usr/bin/env bash
# Library: ranx 0.3.21.
# Expected: evaluate(qrels, run, ...) reads both and changes neither.
# Happens: with `make_comparable=True` the run itself loses every user without judgments and gains an empty list for each
#   judged user that it lacked. A second evaluation of the same object, with the judgments of another split, counts users
#   that had recommendations as users without any.
# Seen: 2026-11.
# Why it matters here: one run evaluated on a validation and then on a test split has other test numbers than when the
#   order is reversed. Each evaluation needs its own copy of the run.
# Documentation: the option is documented as adding and removing results, not as doing so in the caller's object.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q ranx==0.3.21 numba==0.68.1 numpy==2.3.5 pandas==3.1.1

cat >see.py <<'PY'
import sys
from ranx import Qrels, Run, evaluate

validation, test = Qrels({"ann": {"a": 1}}), Qrels({"bob": {"b": 1}})
make_run = lambda: Run({"ann": {"a": 1.0}, "bob": {"b": 1.0}})

def hit_rate(judgments, run):
    return float(evaluate(judgments, run, "hit_rate", make_comparable=True))

fresh = hit_rate(test, make_run())
run = make_run()
first = hit_rate(validation, run)
again = hit_rate(test, run)
print("test split, fresh run:", fresh)
print("validation split:", first, "then test split with the same run:", again)
if (fresh, first, again) != (1.0, 1.0, 0.0):
    sys.exit("changed: the run is no longer changed by its evaluation")
PY
# Compiling the metrics takes minutes on a slow machine and changes nothing here.
NUMBA_DISABLE_JIT=1 venv/bin/python see.py
echo "as described: the second evaluation of a run has lost its users"
