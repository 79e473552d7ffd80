import { join } from "node:path";
import { createDatasetBuilder, type DatasetBuilder } from "../../../src/data/dataset-builder.js";
import { readTable, type TableOptions } from "../../../src/data/read-table.js";
import { createInteractionRows } from "../../../src/data/scan/interaction-rows.js";
import {
  type InteractionTable,
  readInteractionTable,
} from "../../../src/data/scan/read-interaction-table.js";
import { StarError } from "../../../src/errors.js";
import type { Interaction } from "../../../src/types.js";

const NAMES = { user: "user_id", item: "item_id", timestamp: "timestamp" };

type Format = Pick<TableOptions, "delimiter" | "quotes" | "columns"> &
  Pick<InteractionTable, "rating">;
type Reader = (file: string, format: Format, builder: DatasetBuilder) => Promise<void>;

/** The reader of bytes, and the reader of rows that it must agree with. */
export const READERS: Readonly<Record<"bytes" | "rows", Reader>> = {
  bytes: (file, format, builder) =>
    readInteractionTable({ file, ...format, names: NAMES }, builder),
  rows: (file, { rating, ...format }, builder) => {
    builder.columns(); // reports an empty catalog first
    const rows = createInteractionRows(builder, { ...NAMES, rating });
    const required = [...Object.values(NAMES), ...(rating ? [rating.column] : [])];
    return readTable({ file, required, ...format }, rows.add);
  },
};

export interface Outcome {
  readonly interactions?: readonly Interaction[];
  readonly users?: readonly string[];
  readonly error?: string;
}

/** What a reader makes of a file, for a catalog of these items. */
export async function outcomeOf(
  reader: keyof typeof READERS,
  file: string,
  { items, ...format }: Format & { readonly items: readonly string[] },
): Promise<Outcome> {
  const builder = createDatasetBuilder({ itemsFile: "items.csv", interactionsFile: file });
  for (const id of items) builder.addItem({ id, title: id, categories: [] }, { file, line: 0 });
  try {
    await READERS[reader](file, format, builder);
    const { interactions } = builder.finish({ name: "test", clock: "unix-seconds" });
    return { interactions: [...interactions], users: [...interactions.userIds] };
  } catch (error) {
    if (!StarError.isInstance(error)) throw error;
    return { error: `${error.code} ${error.message}` };
  }
}

export const fileIn = (folder: string) => join(folder, "interactions.csv");
