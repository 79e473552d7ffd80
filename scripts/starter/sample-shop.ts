import { createSyntheticDataset } from "../../src/data/synthetic.js";

const SIZES = { seed: 3, users: 60, items: 60, interactions: 1_200 };
/** Every fourth item is sold out; of the others there are 1 to 12 copies. */
const SOLD_OUT_EVERY = 4;
const MOST_COPIES = 12;
const STEP = 5; // shares no divisor with the number of copies: every number occurs

/** The files of the starter's sample: a synthetic dataset as CSV, and copies in stock. */
export function createSampleShop(): Readonly<Record<string, string>> {
  const { interactions, items } = createSyntheticDataset(SIZES);
  return {
    "interactions.csv": toCsv(
      "user_id,item_id,timestamp",
      interactions.map(({ userId, itemId, timestamp }) => [userId, itemId, timestamp]),
    ),
    "items.csv": toCsv(
      "item_id,title,categories",
      Array.from(items.values(), ({ id, title, categories }) => [
        id,
        `"${title}"`,
        categories.join("|"),
      ]),
    ),
    "stock.csv": toCsv(
      "item_id,copies",
      Array.from(items.keys(), (id, position) => [id, copiesAt(position)]),
    ),
  };
}

const copiesAt = (position: number) =>
  position % SOLD_OUT_EVERY === 0 ? 0 : ((position * STEP) % MOST_COPIES) + 1;

function toCsv(header: string, rows: readonly (readonly (string | number)[])[]): string {
  return [header, ...rows.map((row) => row.join(",")), ""].join("\n");
}
