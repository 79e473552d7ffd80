#!/usr/bin/env bash
# Library: hnswlib-node 3.0.0 (npm) and hnswlib 0.8.0 (PyPI).
# Expected: two bindings of one library, built at different times, exchange their files; equal bytes would be luck, and
#   the choice of a distance would make no difference.
# Happens: with the same seed and one thread the files are equal byte for byte for "l2" and "ip". For "cosine" they are
#   not: each binding normalizes the vectors in its own arithmetic, and the last bits differ. Neither file contains the
#   distance it was built for: a cosine file opens as "l2" without a complaint and gives other distances.
# Seen: 2026-11.
# Why it matters here: an index can be checked by its hash across languages when the vectors are normalized beforehand
#   and stored under "ip"; and the distance has to be kept beside the file.
# Documentation: hnswlib asks for the space again when a file is loaded; equality of files is not promised.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent hnswlib-node@3.0.0 >>npm.log
python3 -m venv venv
venv/bin/pip install -q numpy==2.3.5 hnswlib==0.8.0

cat >write.cjs <<'JS'
const { writeFileSync } = require("node:fs");
const { HierarchicalNSW } = require("hnswlib-node");

let state = 1;
const next = () => Math.fround((state = (state * 48271) % 2147483647) / 2147483647 - 0.5);
const vectors = Array.from({ length: 500 }, () => Array.from({ length: 16 }, next));
writeFileSync("vectors.json", JSON.stringify(vectors));
for (const space of ["l2", "ip", "cosine"]) {
  const index = new HierarchicalNSW(space, 16);
  index.initIndex({ maxElements: 500, m: 16, efConstruction: 100, randomSeed: 42 });
  vectors.forEach((vector, label) => index.addPoint(vector, label));
  index.writeIndexSync(`node-${space}.idx`);
}
const nearest = (space) => {
  const index = new HierarchicalNSW(space, 16);
  index.readIndexSync("node-cosine.idx");
  return index.searchKnn(vectors[0], 2).distances[1].toFixed(3);
};
console.log("second distance in the cosine file, opened as cosine and as l2:", nearest("cosine"), nearest("l2"));
if (nearest("cosine") === nearest("l2")) process.exit(1);
JS
node write.cjs
cat >see.py <<'PY'
import json, sys
import hnswlib, numpy as np

vectors = np.array(json.load(open("vectors.json")), dtype=np.float32)
seen = {}
for space in ("l2", "ip", "cosine"):
    index = hnswlib.Index(space, 16)
    index.init_index(500, M=16, ef_construction=100, random_seed=42)
    index.add_items(vectors, np.arange(500), num_threads=1)
    index.save_index(f"python-{space}.idx")
    ours, theirs = (open(f"{language}-{space}.idx", "rb").read() for language in ("node", "python"))
    seen[space] = ours == theirs
    print(f"{space:7} {len(ours)} and {len(theirs)} bytes, equal: {seen[space]}, "
          f"different bytes: {sum(a != b for a, b in zip(ours, theirs))}")
if seen != {"l2": True, "ip": True, "cosine": False}:
    sys.exit("changed: other files are equal")
PY
venv/bin/python see.py
echo "as described: equal files for l2 and ip, different ones for cosine"
