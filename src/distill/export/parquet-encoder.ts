import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";

/** Encodes rows as a Parquet file in parts. The same rows give the same bytes. */
interface ParquetEncoder {
  /** @returns The bytes of a row group when the row completes one, otherwise no bytes. */
  push(row: Readonly<Record<string, unknown>>): Uint8Array;
  /** @returns The rest of the file. */
  finish(): Uint8Array;
}

/** Rows per row group: the number held in memory here, and decoded at a time by a reader. */
const ROW_GROUP_ROWS = 100;

/** Creates an encoder without compression and statistics: it is fast, and the file contains the values as they are. */
export function createParquetEncoder(schema: readonly SchemaElement[]): ParquetEncoder {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [...schema],
    codec: "UNCOMPRESSED",
    statistics: false,
    createdBy: "langgraph-star",
  });
  const columns = listColumns(schema);
  let group: Readonly<Record<string, unknown>>[] = [];

  const takeBytes = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const writeGroup = () => {
    const columnData = columns.map(({ name, type }) => ({
      name,
      data: group.map((row) => row[name]),
      ...(type !== "BOOLEAN" && { encoding: "PLAIN" as const }),
      offsetIndex: false,
    }));
    void parquet.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
    group = [];
  };
  return {
    push(row) {
      group.push(row);
      if (group.length < ROW_GROUP_ROWS) return new Uint8Array();
      writeGroup();
      return takeBytes();
    },
    finish() {
      if (group.length > 0) writeGroup();
      void parquet.finish();
      return takeBytes();
    },
  };
}

/** Lists the columns of a schema, which contains each element before its children. */
function listColumns([root, ...elements]: readonly SchemaElement[]): SchemaElement[] {
  const columns: SchemaElement[] = [];
  let index = 0;
  const skip = () => {
    const children = elements[index++]?.num_children ?? 0;
    for (let child = 0; child < children; child++) skip();
  };
  for (let column = 0; column < (root?.num_children ?? 0); column++) {
    const element = elements[index];
    if (element !== undefined) columns.push(element);
    skip();
  }
  return columns;
}
