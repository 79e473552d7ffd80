import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { loadGeneric } from "../../src/data/generic.js";
import { expectError, writeFolder } from "./support.js";

const ITEMS = "item_id,title\na,Tea\nb,Coffee\n";
const rows = Array.from(
  { length: 200_000 },
  (_, time) => `u${time % 999},${time % 2 ? "a" : "b"},${time}`,
);
const INTERACTIONS = ["user_id,item_id,timestamp", ...rows, ""].join("\n"); // 3 MB, several blocks

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float64Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Compressed by the program that other people's files come from, which Node.js 20 has no compressor for. */
async function zstdOf(text: string): Promise<Buffer> {
  const folder = await writeFolder({ "plain.txt": text });
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(
    `COPY (SELECT * FROM read_csv('${join(folder, "plain.txt")}',
       auto_detect = false, columns = {line: 'VARCHAR'}, header = false, delim = '|', quote = ''))
     TO '${join(folder, "text.zst")}' (FORMAT csv, COMPRESSION zstd, HEADER false, DELIMITER '|', QUOTE '')`,
  );
  connection.closeSync();
  return readFile(join(folder, "text.zst"));
}

describe("compressed files", () => {
  it("are read like the plain ones", async () => {
    const plain = { "items.csv": ITEMS, "interactions.csv": INTERACTIONS };
    const expected = await loadGeneric(await writeFolder(plain));
    expect(expected.interactions).toHaveLength(rows.length);
    const gzip = { "items.csv.gz": gzipSync(ITEMS), "interactions.csv.gz": gzipSync(INTERACTIONS) };
    const zstd = {
      "items.csv.zst": await zstdOf(ITEMS),
      "interactions.csv.zst": await zstdOf(INTERACTIONS),
    };
    for (const files of [
      gzip,
      zstd,
      { ...plain, "interactions.csv": gzip["interactions.csv.gz"] },
    ]) {
      const dataset = await loadGeneric(await writeFolder(files));
      for (const column of ["user", "item", "timestamp"] as const) {
        const [one, other] = [dataset.interactions[column], expected.interactions[column]];
        expect(Buffer.compare(bytesOf(one), bytesOf(other))).toBe(0);
      }
      expect([...dataset.interactions.userIds]).toEqual([...expected.interactions.userIds]);
      expect(dataset.items).toEqual(expected.items);
    }
  });

  it.each([
    { name: "interactions.csv.gz", compress: gzipSync, format: "gzip" },
    { name: "interactions.csv.zst", compress: zstdOf, format: "zstd" },
  ])("are rejected if $name is cut off or changed", async ({ name, compress, format }) => {
    const bytes = await compress(INTERACTIONS);
    const load = async (content: Buffer) =>
      loadGeneric(await writeFolder({ "items.csv": ITEMS, [name]: content }));
    const cut = bytes.subarray(0, bytes.length - 100);
    await expectError(() => load(cut), "DATASET_MALFORMED", name, `the ${format} data is`, "Copy");
    const changed = Buffer.from(bytes);
    const middle = Math.floor(bytes.length / 2);
    changed.fill(0xa5, middle, middle + 100);
    await expectError(() => load(changed), "DATASET_MALFORMED", name);
  });

  it("are rejected if there is a plain one, too", async () => {
    const files = {
      "items.csv": ITEMS,
      "interactions.csv": INTERACTIONS,
      "interactions.tsv.gz": "",
    };
    const folder = await writeFolder(files);
    await expectError(
      () => loadGeneric(folder),
      "DATASET_MALFORMED",
      "interactions.csv and interactions.tsv.gz",
    );
  });
});
