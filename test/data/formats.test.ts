import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import * as fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { loadGeneric } from "../../src/data/generic.js";
import type { Interaction } from "../../src/types.js";
import { expectError, writeFolder } from "./support.js";

const ITEMS = ["a", "007", "7", "90071992547409931", 'x"y', "p,q", "__proto__", "é—漢"];
const itemLines = ITEMS.map((id) => JSON.stringify({ item_id: id, title: `Title ${id}` })).join(
  "\n",
);

const interaction: fc.Arbitrary<Interaction> = fc.record({
  userId: fc.constantFrom(
    "ann",
    "bob",
    "76561198000000001",
    "constructor",
    'u"v',
    "a longer name, with a comma",
  ),
  itemId: fc.constantFrom(...ITEMS),
  timestamp: fc.oneof(
    fc.integer({ min: -9, max: 2e9 }),
    fc.double({ min: 0, max: 1e10, noNaN: true }),
  ),
});

const toRow = ({ userId, itemId, timestamp }: Interaction) => ({
  user_id: userId,
  item_id: itemId,
  timestamp,
});
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

function toParquet(interactions: readonly Interaction[]): Uint8Array {
  const rows = interactions.map(toRow);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "user_id", data: rows.map((row) => row.user_id), type: "STRING" },
        { name: "timestamp", data: rows.map((row) => row.timestamp), type: "DOUBLE" },
        { name: "other", data: rows.map(() => 1), type: "INT32" },
        { name: "item_id", data: rows.map((row) => row.item_id), type: "STRING" },
      ],
      rowGroupSize: 7,
    }),
  );
}

describe("loadGeneric", () => {
  it("gives the same columns for CSV, TSV, JSON lines and Parquet", async () => {
    const load = async (name: string, content: string | Uint8Array) => {
      const directory = await writeFolder({ "items.jsonl": itemLines, [name]: content });
      const { interactions, duplicatesRemoved, clock } = await loadGeneric(directory);
      return {
        clock,
        duplicatesRemoved,
        interactions: [...interactions],
        users: [...interactions.userIds],
      };
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(interaction, { minLength: 1, maxLength: 20 }),
        async (interactions) => {
          const fields = interactions.map((one) => [one.userId, one.itemId, String(one.timestamp)]);
          const header = ["user_id", "item_id", "timestamp"];
          const csv = [header, ...fields].map((row) => row.map(quote).join(",")).join("\n");
          const expected = await load("interactions.csv", csv);
          const tsv = [header, ...fields].map((row) => row.join("\t")).join("\n");
          expect(await load("interactions.tsv", tsv)).toEqual(expected);
          const lines = interactions.map((one) => JSON.stringify(toRow(one))).join("\n");
          expect(await load("interactions.jsonl", lines)).toEqual(expected);
          expect(await load("interactions.parquet", toParquet(interactions))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Parquet as other programs write it: compressed, with dictionaries and 64-bit integers. */
  async function parquetOf(sql: string, compression = "zstd"): Promise<Buffer> {
    const file = join(await writeFolder({}), "out.parquet");
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run(
      `COPY (${sql}) TO '${file}' (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE 4096)`,
    );
    connection.closeSync();
    return readFile(file);
  }
  const load = async (parquet: Uint8Array) =>
    loadGeneric(await writeFolder({ "items.jsonl": itemLines, "interactions.parquet": parquet }));

  it.each(["zstd", "gzip", "snappy"])(
    "keeps every digit of 64-bit IDs in Parquet with %s",
    async (compression) => {
      const sql = `SELECT (76561198000000000 + range % 100)::BIGINT AS user_id, 90071992547409931::BIGINT AS item_id,
                        (1700000000 + range)::BIGINT AS timestamp FROM range(10000)`;
      const { interactions } = await load(await parquetOf(sql, compression));
      expect(interactions).toHaveLength(10_000);
      expect(interactions.at(-1)).toEqual({
        userId: "76561198000000099",
        itemId: "90071992547409931",
        timestamp: 1_700_009_999,
      });
    },
  );

  it.each([
    {
      sql: "SELECT 'u' AS user, 'a' AS item_id, 5 AS timestamp",
      parts: ['"user_id" is missing', '["user","item_id","timestamp"]'],
    },
    {
      sql: "SELECT 'u' AS user_id, 'a' AS item_id, TIMESTAMP '2023-11-14' AS timestamp",
      parts: ["row 1", "Unix seconds"],
    },
    {
      sql: "SELECT 'u' AS user_id, NULL::VARCHAR AS item_id, 5 AS timestamp",
      parts: ["row 1", "item_id is null"],
    },
    {
      sql: "SELECT 'u' AS user_id, {'id': 'a'} AS item_id, 5 AS timestamp",
      parts: ["row 1", 'item_id is {"id":"a"}'],
    },
    {
      sql: "SELECT 7.5::DOUBLE AS user_id, 'a' AS item_id, 5 AS timestamp",
      parts: ["row 1", "user_id is 7.5"],
    },
    {
      sql: "SELECT 'u' AS user_id, 'a' AS item_id, 'NaN'::DOUBLE AS timestamp",
      parts: ["row 1", "timestamp"],
    },
    {
      sql: "SELECT 'u' AS user_id, CASE WHEN range = 5000 THEN 'z' ELSE 'a' END AS item_id, range AS timestamp FROM range(9000)",
      parts: ["row 5001", 'the item "z"'],
    },
  ])("rejects the rows of $sql", async ({ sql, parts }) => {
    const parquet = await parquetOf(sql);
    await expectError(() => load(parquet), "DATASET_MALFORMED", "interactions.parquet", ...parts);
  });

  it("rejects a Parquet file that is cut off, is none, or has no UTF-8", async () => {
    const parquet = toParquet([{ userId: "ann", itemId: "a", timestamp: 5 }]);
    await expectError(
      () => load(parquet.slice(0, -20)),
      "DATASET_MALFORMED",
      "complete Parquet file",
    );
    await expectError(() => load(Buffer.from("user_id,item_id\n")), "DATASET_MALFORMED", "Parquet");
    const latin = Buffer.from(
      Buffer.from(parquet).toString("latin1").replaceAll("ann", "an\xe9"),
      "latin1",
    );
    await expectError(() => load(latin), "DATASET_ENCODING", "an", "UTF-8");
    const folder = await writeFolder({ "items.jsonl": itemLines });
    await writeFile(join(folder, "interactions.parquet"), "");
    await expectError(() => loadGeneric(folder), "DATASET_MALFORMED", "interactions.parquet");
  });
});
