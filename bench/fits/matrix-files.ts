import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../src/random.js";
import { createInteractionMatrix } from "../../src/collaborative/interaction-matrix.js";

/** Sizes of a generated set of interactions. */
export interface MatrixSizes {
  readonly interactions: number;
  readonly users: number;
  readonly items: number;
}

/** Writes a random set of interactions as arrays of 32-bit integers: popular items are frequent, users are uniform. */
export function writeMatrix(folder: string, { interactions, users, items }: MatrixSizes): void {
  const random = createRandom("fits", interactions);
  const code = { size: items, idOf: (item: number) => `i${item}` };
  const lists = Array.from({ length: users }, () => [] as number[]);
  for (let row = 0; row < interactions; row++) {
    const user = Math.floor(random() * users);
    lists[user]?.push(Math.floor(random() * random() * items));
  }
  const sequences = lists.map((list, user) => ({
    userId: `u${user}`,
    length: list.length,
    itemDictionary: code,
    itemCodeAt: (position: number) => list[position] as number,
    itemIds: [],
  }));
  const catalog = Array.from({ length: items }, (_, item) => code.idOf(item));
  const matrix = createInteractionMatrix({ sequences, items: catalog });
  const arrays = {
    rowOffsets: matrix.rows.offsets,
    rowColumns: matrix.rows.columns,
    columnOffsets: matrix.columns.offsets,
    columnColumns: matrix.columns.columns,
    sequenceOffsets: matrix.sequences.offsets,
    sequenceItems: matrix.sequences.items,
  };
  for (const [name, array] of Object.entries(arrays)) {
    writeFileSync(join(folder, `${name}.bin`), new Uint8Array(array.buffer));
  }
}

/** Reads the arrays that {@link writeMatrix} wrote, as parts of an interaction matrix. */
export function readMatrixParts(folder: string) {
  const read = (name: string) => {
    const bytes = readFileSync(join(folder, `${name}.bin`));
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    return new Int32Array(shared.buffer);
  };
  const rows = { offsets: read("rowOffsets"), columns: read("rowColumns") };
  const columns = { offsets: read("columnOffsets"), columns: read("columnColumns") };
  const ids = (prefix: string, { offsets }: { readonly offsets: Int32Array }) =>
    Array.from({ length: offsets.length - 1 }, (_, index) => `${prefix}${index}`);
  return {
    users: ids("u", rows),
    items: ids("i", columns),
    rows,
    columns,
    sequences: { offsets: read("sequenceOffsets"), items: read("sequenceItems") },
  };
}
