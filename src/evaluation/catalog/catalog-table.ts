import { alignColumns } from "../../text/align-columns.js";
import { formatPercent, NO_FIGURE, plainText } from "../format.js";
import type { CatalogReport, Report } from "../report-schema.js";

/** Columns of coverage and popularity, after the policy. */
export const CATALOG_COLUMNS = [
  "coverage@1",
  "coverage@3",
  "coverage@5",
  "popularity@1",
  "popularity@3",
  "popularity@5",
] as const;

/** Cells of a row under {@link CATALOG_COLUMNS}. */
export function catalogCells({ coverage, popularity }: CatalogReport["rows"][number]): string[] {
  return [...Object.values(coverage), ...Object.values(popularity)].map((value) =>
    value === null ? NO_FIGURE : formatPercent(value),
  );
}

/** What the columns mean, and what they are to be compared with: one sentence each. */
export function explainCatalog({ items, candidates, heldOut }: CatalogReport): string[] {
  return [
    `Coverage: percent of the ${items} items among all candidates that are among the first 1, 3 or 5 of any task.`,
    `Popularity: mean percentile of the first 1, 3 or 5 items by the interactions that models may be fitted on; candidates ${formatPercent(candidates)}, held-out items ${formatPercent(heldOut)}.`,
  ];
}

/**
 * Formats coverage and popularity of a report for a terminal.
 *
 * @returns Empty for a report without them.
 *
 * @example
 * ```ts
 * import { createReport, createTasks, evaluate, loadDataset } from "langgraph-star";
 * import { formatCatalog, randomPolicy } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
 * const evaluation = await evaluate({ policies: [randomPolicy(1)], tasks, synthetic: true });
 * const interactions = new Map([...dataset.items.keys()].map((item) => [item, 0]));
 * for (const { itemId } of dataset.interactions) interactions.set(itemId, (interactions.get(itemId) ?? 0) + 1);
 * console.log(formatCatalog(createReport({ evaluation, catalog: { tasks, interactions } })));
 * ```
 */
export function formatCatalog({ catalog }: Report): string {
  if (catalog === undefined) return "";
  const rows = catalog.rows.map((row) => [plainText(row.policy), ...catalogCells(row)]);
  return [
    ...alignColumns([["policy", ...CATALOG_COLUMNS], ...rows]),
    "",
    ...explainCatalog(catalog),
  ].join("\n");
}
