import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";

/** Rows a row group: what is held in memory, and what a reader decodes at once. */
export const ROW_GROUP_ROWS = 100;

/** Turns rows into the bytes of a Parquet file, piece by piece. The same rows give the same bytes. */
export interface ParquetBytes {
  /** Bytes that are now complete; often none. */
  push(row: Readonly<Record<string, unknown>>): Uint8Array;
  /** The rest of the file. */
  finish(): Uint8Array;
}

/** Uncompressed and without statistics: fast, and what stands in the file is what was written. */
export function createParquetBytes(schema: readonly SchemaElement[]): ParquetBytes {
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
  const endGroup = () => {
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
      endGroup();
      return takeBytes();
    },
    finish() {
      if (group.length > 0) endGroup();
      void parquet.finish();
      return takeBytes();
    },
  };
}

/** The columns of a schema, which lists every element before its children. */
function listColumns([root, ...elements]: readonly SchemaElement[]): SchemaElement[] {
  const columns: SchemaElement[] = [];
  let place = 0;
  const skip = () => {
    const children = elements[place++]?.num_children ?? 0;
    for (let child = 0; child < children; child++) skip();
  };
  for (let column = 0; column < (root?.num_children ?? 0); column++) {
    const element = elements[place];
    if (element !== undefined) columns.push(element);
    skip();
  }
  return columns;
}
