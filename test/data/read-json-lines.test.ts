import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readJsonLines } from "../../src/data/read-json-lines.js";
import { expectError, writeFolder } from "./support.js";

async function rowsOf(content: string): Promise<unknown[]> {
  const file = join(await writeFolder({ "rows.jsonl": content }), "rows.jsonl");
  const rows: unknown[] = [];
  await readJsonLines({ file, required: ["a"] }, (row, { line }) => rows.push([row, line]));
  return rows;
}

describe("readJsonLines", () => {
  it("reads one object per line, with or without a final newline, and skips blank lines", async () => {
    const rows = [
      [{ a: 1 }, 1],
      [{ a: "x\ny" }, 3],
    ];
    expect(await rowsOf('{"a":1}\r\n\n{"a":"x\\ny"}')).toEqual(rows);
    expect(await rowsOf('{"a":1}\n \n{"a":"x\\ny"}\n')).toEqual(rows);
  });

  it.each([
    { problem: "truncated JSON", content: '{"a":1}\n{"a":', parts: ["line 2", "is not JSON", "{"] },
    { problem: "an array", content: "[1]", parts: ["line 1", "[1]", "expected a JSON object"] },
    { problem: "a missing field", content: '{"b":1}', parts: ["line 1", '"a"', '["b"]'] },
  ])("rejects $problem", async ({ content, parts }) => {
    await expectError(() => rowsOf(content), "DATASET_MALFORMED", "rows.jsonl", ...parts);
  });
});
