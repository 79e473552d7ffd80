#!/usr/bin/env bash
# Library: @duckdb/node-api 1.5.6-r.1 on Parquet files of hyparquet-writer 0.17.0.
# Expected: DuckDB orders NaN above all numbers, so a row with NaN is the maximum and also passes `score > 5`; what other
#   rows hold does not matter.
# Happens: the filter skips a row group by its statistics, and Parquet statistics leave NaN out. For NaN, 1.5, 2.5 the
#   maximum is NaN and no row is above 5; with a 7.5 in the file, two rows are above 5, the NaN among them. Without
#   statistics the NaN is always found.
# Seen: 2026-11.
# Why it matters here: whether a broken score is counted depends on its neighbors in the row group. Scores are checked
#   with isnan, or written as null.
# Documentation: the order of NaN is documented in DuckDB; statistics without NaN are in the Parquet specification. That
#   the two contradict each other is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent @duckdb/node-api@1.5.6-r.1 hyparquet-writer@0.17.0 >>npm.log

cat >see.mjs <<'JS'
import { DuckDBInstance } from "@duckdb/node-api";
import { writeFileSync } from "node:fs";
import { parquetWriteBuffer } from "hyparquet-writer";

const connection = await (await DuckDBInstance.create(":memory:")).connect();
async function ask(name, data, statistics) {
  const columnData = [{ name: "score", data, type: "DOUBLE" }];
  writeFileSync(name, new Uint8Array(parquetWriteBuffer({ columnData, statistics })));
  const result = await connection.runAndReadAll(`select max(score)::varchar, count(*) filter (isnan(score)),
    (select count(*) from '${name}' where score > 5) from '${name}'`);
  return String(result.getRowsJson()[0]);
}
const seen = [
  await ask("low.parquet", [NaN, 1.5, 2.5], true),
  await ask("high.parquet", [NaN, 1.5, 7.5], true),
  await ask("plain.parquet", [NaN, 1.5, 2.5], false),
];
console.log("maximum, NaN rows, rows above 5");
console.log("NaN, 1.5, 2.5:", seen[0]);
console.log("NaN, 1.5, 7.5:", seen[1]);
console.log("NaN, 1.5, 2.5 without statistics:", seen[2]);
if (String(seen) !== "nan,1,0,nan,1,2,nan,1,1") {
  console.error("changed: NaN is found in all files, or in none");
  process.exit(1);
}
JS
node see.mjs
echo "as described: the NaN is above 5 only where another row is, or without statistics"
