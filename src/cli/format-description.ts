import type { DatasetDescription, Quantiles } from "../data/describe-dataset.js";
import { plainText } from "../evaluation/format.js";

/** Formats the statistics of a dataset as aligned lines. */
export function formatDescription(description: DatasetDescription): string {
  const { synthetic, timeRange, density, tiesShare, popularTenthShare } = description;
  const rows: [string, string][] = [
    ["dataset", `${description.name}${synthetic ? " (synthetic data)" : ""}`],
    ["users", count(description.users)],
    [
      "items",
      `${count(description.items)}, ${count(description.itemsNeverChosen)} without interactions`,
    ],
    ["interactions", count(description.interactions)],
    ["density", percent(density)],
    ["time", timeRange === null ? "order only" : `${day(timeRange.from)} to ${day(timeRange.to)}`],
    ["repeats", count(description.repeats)],
    ["duplicates removed", count(description.duplicatesRemoved)],
    ["equal timestamps", percent(tiesShare)],
    ["interactions per user", quantiles(description.historyLength)],
    ["share of top 10% items", percent(popularTenthShare)],
    ["top categories", description.topCategories.map(({ name }) => name).join(", ")],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${plainText(value)}`).join("\n");
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

function day(unixSeconds: number): string {
  return new Date(1000 * unixSeconds).toISOString().slice(0, 10);
}

function quantiles({ least, quarter, median, threeQuarters, most }: Quantiles): string {
  return `${least} to ${most}, median ${median}, middle half ${quarter} to ${threeQuarters}`;
}
