import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readTable, type TableOptions } from "../../src/data/read-table.js";
import { expectError, writeFolder } from "./support.js";

async function rowsOf(content: string, options: Partial<TableOptions> = {}): Promise<unknown[]> {
  const file = join(await writeFolder({ "table.csv": content }), "table.csv");
  const rows: unknown[] = [];
  await readTable({ delimiter: ",", ...options, file }, (fields, { line }) =>
    rows.push({ ...fields, line }),
  );
  return rows;
}

describe("readTable", () => {
  it("names fields by the header and counts lines across quoted newlines and empty lines", async () => {
    expect(await rowsOf('a,b\r\n1,"x\ny ""z"", w"\r\n\r\n2,\n')).toEqual([
      { a: "1", b: 'x\ny "z", w', line: 3 },
      { a: "2", b: "", line: 5 },
    ]);
  });

  it("reads quotes literally and uses given column names, if asked to", async () => {
    const options = { delimiter: "\t", quotes: false, columns: ["a", "b"] } as const;
    expect(await rowsOf('1\t"x\n2\t3" pipe', options)).toEqual([
      { a: "1", b: '"x', line: 1 },
      { a: "2", b: '3" pipe', line: 2 },
    ]);
  });

  it("reads no rows from an empty file", async () => {
    expect(await rowsOf("")).toEqual([]);
  });

  it.each([
    { problem: "a missing column", content: "a,c\n1,2\n", parts: ["line 1", '"b"', '["a","c"]'] },
    {
      problem: "too few fields",
      content: "a,b\n1,2\n3\n",
      parts: ["line 3", 'expected 2 fields, found 1: ["3"]'],
    },
    {
      problem: "too many fields",
      content: "a,b\n1,2,3\n",
      parts: ["line 2", "expected 2 fields, found 3"],
    },
    { problem: "an unclosed quote", content: 'a,b\n1,"2\n3,4\n', parts: ["Quote", '""'] },
    { problem: "a quote inside a field", content: 'a,b\n1,2\n3,4"5\n', parts: ["line 3", "Quote"] },
  ])("rejects $problem", async ({ content, parts }) => {
    await expectError(
      () => rowsOf(content, { required: ["a", "b"] }),
      "DATASET_MALFORMED",
      "table.csv",
      ...parts,
    );
  });

  it("passes on errors of the file itself", async () => {
    const file = join(await writeFolder({ "bad.csv": Buffer.from([0x61, 0x2c, 0xff]) }), "bad.csv");
    const read = (name: string) => readTable({ file: name, delimiter: "," }, () => undefined);
    await expectError(() => read(file), "DATASET_ENCODING", "offset 2");
    await expectError(() => read(`${file}x`), "DATASET_NOT_FOUND", "bad.csvx");
  });
});
