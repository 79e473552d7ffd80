/** Your data. The folder `synthetic-shop` is a generated sample: README.md says how to replace it. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fitCollaborativeIndex, loadDataset } from "langgraph-star";
import { userSequences } from "langgraph-star/data";

export const FOLDER = "synthetic-shop";
const directory = fileURLToPath(new URL(`../${FOLDER}/`, import.meta.url));

/** Who chose what and when, and the titles of the items. */
export const dataset = await loadDataset({ name: "generic", directory });

/** What the teacher's tools know of users and items: factors and neighbors, fitted on all interactions. */
export const index = await fitCollaborativeIndex({
  sequences: userSequences(dataset.interactions),
  items: dataset.items.keys(),
});

/** Copies in stock by item: what no recommender knows from interactions. In production, your database. */
export const stock = await readStock();

async function readStock(): Promise<ReadonlyMap<string, number>> {
  const [, ...lines] = (await readFile(`${directory}stock.csv`, "utf8")).trim().split("\n");
  return new Map(
    lines.map((line) => {
      const [id = "", copies] = line.split(",");
      return [id, Number(copies)];
    }),
  );
}
