import { open } from "node:fs/promises";
import { join } from "node:path";
import { createRandom } from "../../src/random.js";

const ROWS_PER_WRITE = 50_000;
const FIRST_DAY = 1_262_304_000; // 2010-01-01
const SECONDS = 400_000_000; // 12 years

/** Sizes of a generated dataset. */
export interface DataSizes {
  readonly rows: number;
  readonly users: number;
  readonly items: number;
}

/**
 * Writes `items.csv` and `interactions.csv` of a random dataset: popular items are frequent, users are uniform, rows are in no order.
 * Equal sizes give equal files.
 */
export async function writeInteractions(
  folder: string,
  { rows, users, items }: DataSizes,
): Promise<void> {
  const titles = Array.from({ length: items }, (_, item) => `${item + 1},Title ${item + 1}\n`);
  const catalog = await open(join(folder, "items.csv"), "w");
  await catalog.write(`item_id,title\n${titles.join("")}`);
  await catalog.close();
  const random = createRandom("interactions", rows);
  const file = await open(join(folder, "interactions.csv"), "w");
  await file.write("user_id,item_id,timestamp\n");
  for (let written = 0; written < rows; written += ROWS_PER_WRITE) {
    const lines = Array.from({ length: Math.min(ROWS_PER_WRITE, rows - written) }, () => {
      const user = 1 + Math.floor(random() * users);
      const item = 1 + Math.floor(random() * random() * items);
      return `${user},${item},${FIRST_DAY + Math.floor(random() * SECONDS)}\n`;
    });
    await file.write(lines.join(""));
  }
  await file.close();
}
