#!/usr/bin/env bash
# Library: hyparquet-writer 0.17.0, read by datasets 5.2.0 with pyarrow 26.0.1, pandas 3.1.1 and duckdb 2.0.1.
# Expected: objects in Parquet are structs, in which every row has the keys of all others as null, or text that the
#   reader has to parse.
# Happens: a column of the type JSON goes through as it is. pyarrow reads the old converted type as its JSON extension,
#   and datasets turns that into a `Json` feature: each row comes back as the object that was written, with its own keys,
#   lists and null beside each other. pandas gives the text of the same column, DuckDB its JSON type.
# Seen: 2026-11.
# Why it matters here: one Parquet file can carry tool calls without the null filling of structs for TRL; a trainer that
#   reads with pandas gets text, so the same column is an object for one trainer and a string for another.
# Documentation: datasets documents the Json feature for JSON files, not for Parquet.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm i --no-audit --no-fund --silent hyparquet-writer@0.17.0 >>npm.log
python3 -m venv venv
venv/bin/pip install -q datasets==5.2.0 pyarrow==26.0.1 pandas==3.1.1 numpy==2.3.5 duckdb==2.0.1

node --input-type=module -e '
import { writeFileSync } from "node:fs";
import { parquetWriteBuffer } from "hyparquet-writer";
const data = [{ query: "x" }, { count: 5, ids: ["1"] }, [1, "a"], null];
writeFileSync("calls.parquet", new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "arguments", data, type: "JSON" }] })));
'
cat >see.py <<'PY'
import os, sys
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE="cache")
import datasets, duckdb, pandas, pyarrow.parquet

datasets.disable_progress_bars()
table = pyarrow.parquet.read_table("calls.parquet")
rows = datasets.load_dataset("parquet", data_files="calls.parquet", split="train")
loaded = [row["arguments"] for row in rows]
first = pandas.read_parquet("calls.parquet")["arguments"][0]
duck = duckdb.sql("select * from 'calls.parquet'").types[0]
print("pyarrow: ", table.schema.field("arguments").type)
print("datasets:", rows.features["arguments"], loaded)
print("pandas:  ", repr(first))
print("duckdb:  ", duck)
if (loaded != [{"query": "x"}, {"count": 5, "ids": ["1"]}, [1, "a"], None] or first != '{"query":"x"}'
        or str(duck) != "JSON" or "json" not in str(table.schema.field("arguments").type)):
    sys.exit("changed: a JSON column is read in another way")
PY
venv/bin/python see.py
echo "as described: datasets gives the objects as written, pandas their text"
