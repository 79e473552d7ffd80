import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer, type ColumnSource } from "hyparquet-writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fromLangSmithRuns } from "../../../../src/trajectory/import/langsmith-runs.js";
import { readTraceFile } from "../../../../src/trajectory/import/exported/trace-file.js";
import { talk } from "../contents.js";
import { comparable, observe, type Json } from "../support.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "star-traces-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function stored(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  return readTraceFile(path);
}

/** A file of LangSmith's bulk export: contents as JSON text, times and counts as Parquet's own types. */
function bulkExport(runs: readonly Json[]): Uint8Array {
  const json = (value: unknown) => (value == null ? undefined : JSON.stringify(value));
  const text = (name: string): ColumnSource => ({
    name,
    data: runs.map((run) => {
      const value = run[name] ?? undefined;
      return typeof value === "object" ? json(value) : value;
    }),
    type: "STRING",
    nullable: true,
  });
  const time = (name: string): ColumnSource => ({
    name,
    data: runs.map((run) => new Date(`${String(run[name]).replace(/Z$/, "")}Z`)),
    type: "TIMESTAMP",
  });
  const names = ["id", "parent_run_id", "trace_id", "dotted_order", "name", "run_type", "error"];
  const contents = ["inputs", "outputs", "extra", "tags"];
  const tokens = { name: "prompt_tokens", data: runs.map(() => 7n), type: "INT64" } as const;
  const columnData = [
    ...[...names, ...contents].map(text),
    time("start_time"),
    time("end_time"),
    tokens,
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

describe("readTraceFile", () => {
  it("reads a bulk export as the runs that it contains", async () => {
    const { recordings, runs } = await observe(talk);
    const rows = await stored("runs.parquet", bulkExport(runs));
    expect(rows).toHaveLength(runs.length);
    expect(rows[0]).toMatchObject({ inputs: expect.any(String), prompt_tokens: 7n });
    expect(comparable(fromLangSmithRuns(rows))).toEqual(comparable(recordings));
  });

  it("reads all files of a folder, in the order of their names", async () => {
    await mkdir(join(folder, "day=2"));
    await writeFile(join(folder, "day=2/part.json"), '{"id": 3}');
    await writeFile(join(folder, "a.jsonl"), '{"id": 1}\n{"id": 2}\n');
    await writeFile(join(folder, "_SUCCESS"), "");
    expect(await readTraceFile(folder)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it("reads a list, lines, and values that follow one another", async () => {
    const values = [{ text: "} {", list: [{}, []] }, { id: 2 }];
    const printed = values.map((value) => JSON.stringify(value, null, 4));
    expect(await stored("list.json", JSON.stringify(values, null, 2))).toEqual(values);
    expect(await stored("console.txt", `${printed.join("\n")}\n`)).toEqual(values);
    expect(await stored("windows.txt", printed.join("\r\n"))).toEqual(values);
    expect(await stored("one.json", printed[0]!)).toEqual([values[0]]);
    expect(await stored("lines.jsonl.gz", gzipSync('\uFEFF{"id": 1}\n\n{"id": 2}\n'))).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    expect(await stored("empty.jsonl", "")).toEqual([]);
  });

  it("names a file that has another format", async () => {
    await expect(stored("a.jsonl", '{"id": 1}\n{"id": ')).rejects.toThrow(/a\.jsonl .+Value 2 /);
    await expect(stored("a.parquet", "PAR?")).rejects.toThrow("a.parquet is not a file of traces");
    await expect(readTraceFile(folder + "/none")).rejects.toThrow("ENOENT");
  });
});
