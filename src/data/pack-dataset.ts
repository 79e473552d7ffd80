import type { Dataset } from "../types.js";
import { toColumns } from "./columns/column-builder.js";
import { IdDictionary } from "./columns/id-dictionary.js";
import { type ColumnArrays, InteractionColumns } from "./columns/interaction-columns.js";

/** A dataset in a form that `postMessage` accepts: objects lose their methods on the way to another thread. */
export interface PackedDataset extends Omit<Dataset, "interactions"> {
  readonly columns: ColumnArrays;
  /** IDs in the order of their codes. */
  readonly userIds: readonly string[];
  readonly itemIds: readonly string[];
}

/** Converts a dataset for `postMessage`. {@link unpackDataset} reverses it. */
export function packDataset({
  name,
  synthetic,
  clock,
  items,
  interactions,
}: Dataset): PackedDataset {
  const { user, item, timestamp, userIds, itemIds } = toColumns(interactions);
  return {
    name,
    synthetic,
    clock,
    items,
    columns: { user, item, timestamp },
    userIds: [...userIds],
    itemIds: [...itemIds],
  };
}

/** The dataset of a message. */
export function unpackDataset({ columns, userIds, itemIds, ...rest }: PackedDataset): Dataset {
  const ids = { userIds: new IdDictionary(userIds), itemIds: new IdDictionary(itemIds) };
  return { ...rest, interactions: new InteractionColumns(columns, ids) };
}
