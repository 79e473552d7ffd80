#!/usr/bin/env bash
# Library: pytrec_eval-terrier 0.5.11 (also behind ir-measures 0.4.3).
# Expected: scores are Python floats, so the item with the higher score is ranked first.
# Happens: scores are kept in 32 bits. Two scores that differ only beyond that are a tie, ties are ordered by the id in
#   descending order, and the item with the lower score comes first. 16777217 against 16777216 is such a pair, and so is
#   0.1000000010 against 0.1.
# Seen: 2026-11.
# Why it matters here: scores that carry a rank or a time, or close scores of a converged model, are ranked by name.
#   Hand over ranks (k - position), never raw scores.
# Documentation: none found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q pytrec_eval-terrier==0.5.11 ir-measures==0.4.3

cat >see.py <<'PY'
import sys, warnings
warnings.filterwarnings("ignore")
import ir_measures, pytrec_eval

judgments = {"user": {"a": 1}}
changed = False
for good, bad, expected in [(16777217, 16777216, 0.5), (0.1 + 1e-9, 0.1, 0.5), (0.1001, 0.1, 1.0)]:
    run = {"user": {"a": float(good), "b": float(bad)}}
    trec = pytrec_eval.RelevanceEvaluator(judgments, {"recip_rank"}).evaluate(run)["user"]["recip_rank"]
    measures = ir_measures.calc_aggregate([ir_measures.RR], judgments, run)[ir_measures.RR]
    print(f"relevant {good!r} over {bad!r}: pytrec_eval {trec}, ir-measures {measures}")
    changed = changed or (trec, measures) != (expected, expected)
if changed:
    sys.exit("changed: close scores are ranked as given")
PY
venv/bin/python see.py
echo "as described: the relevant item has the higher score and the second place"
