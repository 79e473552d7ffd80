#!/usr/bin/env bash
# Library: @duckdb/node-api 1.5.6-r.1, read_json on a file of JSON lines.
# Expected: a value that does not fit the type that was detected is an error (as a text in a column of numbers is), or
#   widens the column.
# Happens: the type comes from the first 20,480 rows. When their rewards are 0 and 1, a later 0.5 is read as 0 and 1.75 as
#   2, in a BIGINT column, without an error or a warning.
# Seen: 2026-11.
# Why it matters here: JSON.stringify writes 1.0 as 1, so a long run of right and wrong answers looks like integers, and
#   the partial rewards behind it are lost. Give the columns with types, or `sample_size = -1`.
# Documentation: `sample_size` is documented; that values are rounded to the detected type is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @duckdb/node-api@1.5.6-r.1 >>npm.log

cat >see.mjs <<'JS'
import { writeFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";

const rows = Array.from({ length: 20_480 }, (_, i) => ({ reward: i % 2 }));
const lines = (list) => list.map((row) => `${JSON.stringify(row)}\n`).join("");
writeFileSync("rewards.jsonl", lines([...rows, { reward: 0.5 }, { reward: 1.75 }]));
writeFileSync("text.jsonl", lines([...rows, { reward: "none" }]));

const connection = await (await DuckDBInstance.create(":memory:")).connect();
const late = async (source) => {
  try {
    const result = await connection.runAndReadAll(`select reward::varchar, typeof(reward) from ${source} offset 20480`);
    return JSON.stringify(result.getRowsJson());
  } catch (error) {
    return error.message.split("\n")[0];
  }
};
const seen = {
  "late fractions": await late("read_json('rewards.jsonl')"),
  "with all rows sampled": await late("read_json('rewards.jsonl', sample_size = -1)"),
  "late text": await late("read_json('text.jsonl')"),
};
console.log(seen);
if (seen["late fractions"] !== '[["0","BIGINT"],["2","BIGINT"]]'
  || seen["with all rows sampled"] !== '[["0.5","DOUBLE"],["1.75","DOUBLE"]]'
  || !seen["late text"].includes("Failed to cast")) {
  console.error("changed: late fractions are kept or refused");
  process.exit(1);
}
JS
node see.mjs
echo "as described: 0.5 became 0 and 1.75 became 2; a late text is an error"
