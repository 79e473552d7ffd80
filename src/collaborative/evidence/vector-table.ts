import type { ItemId } from "../../types.js";
import { dotRange } from "../linear-algebra.js";
import type { TitleTable } from "./title-table.js";
import type { TitleVectors } from "./title-vectors.js";

/** Compares titles by their embeddings. An item without a vector is similar to none. */
export function createVectorTable(
  { dimensions, vectors }: TitleVectors,
  itemIds: readonly ItemId[],
): TitleTable {
  const rows = new Float64Array(itemIds.length * dimensions);
  for (const [index, itemId] of itemIds.entries()) {
    const vector = vectors.get(itemId);
    if (vector !== undefined) rows.set(vector, index * dimensions);
  }
  return {
    similaritiesTo(history) {
      const profile = new Float64Array(dimensions);
      for (const item of history) {
        for (let at = 0; at < dimensions; at++) {
          profile[at] = (profile[at] as number) + (rows[item * dimensions + at] as number);
        }
      }
      return Float64Array.from(itemIds, (_, item) =>
        dotRange(rows, item * dimensions, profile, 0, dimensions),
      );
    },
  };
}
