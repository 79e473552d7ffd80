#!/usr/bin/env bash
# Library: hnswlib-node 3.0.0; hnswlib 0.8.0 for Python has 64 bits.
# Expected: a label is a JavaScript number, so integers up to 2^53 are kept or rejected.
# Happens: labels are taken modulo 2^32, and fractions are cut, without an error. Two items whose ids differ by 2^32 are
#   one point: the second replaces the first. A negative label comes back as a large positive one.
# Seen: 2026-11.
# Why it matters here: numeric ids of ten and more digits (article numbers, times in milliseconds) fall together.
#   Labels must be positions in a list of ids, never the ids.
# Documentation: the README says "label: number" only; the C++ library's label is a size_t.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent hnswlib-node@3.0.0 >>npm.log

cat >see.cjs <<'JS'
const { HierarchicalNSW } = require("hnswlib-node");

function stored(labels) {
  const index = new HierarchicalNSW("l2", 1);
  index.initIndex(10);
  labels.forEach((label, position) => index.addPoint([position], label));
  return index.getIdsList().sort((a, b) => a - b);
}
const cases = [
  [[1_700_000_000_000, 1_700_000_000_000 + 2 ** 32], [1_700_000_000_000 % 2 ** 32]],
  [[5, 2 ** 32 + 5], [5]],
  [[-1], [4_294_967_295]],
  [[1.7], [1]],
];
for (const [labels, expected] of cases) {
  const seen = stored(labels);
  console.log(labels, "->", seen);
  if (String(seen) !== String(expected)) {
    console.error("changed: labels are kept or refused");
    process.exit(1);
  }
}
JS
node see.cjs
echo "as described: only the lowest 32 bits of a label are kept"
