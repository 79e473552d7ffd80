import { alignColumns } from "../../text/align-columns.js";
import type { ComparedFile, FileComparison, RankChange } from "../compare/compare-files.js";
import { createPage, type Page } from "./page.js";
import { safeText } from "./safe-text.js";

/** Options of {@link renderFileComparison}. */
interface RenderFileComparisonOptions {
  readonly color: boolean;
  /** Characters per line. */
  readonly width: number;
  /** Shows all changed tasks. */
  readonly full: boolean;
  /** Names of the files. */
  readonly names: readonly [one: string, other: string];
  /** Whether only some trajectories of the first file were compared. */
  readonly isSelection: boolean;
}

/** Changed tasks that are shown of each direction. */
const SHOWN = 10;

/** Renders the comparison of two files: `A` is the first, `B` the other. */
export function renderFileComparison(
  comparison: FileComparison,
  { color, width, full, names, isSelection }: RenderFileComparisonOptions,
): string {
  const page = createPage({ color, width });
  const { paired, one, other, changes } = comparison;
  page.write(`A  ${oneLine(names[0])}`, { style: "bold", hang: 3 });
  page.write(`B  ${oneLine(names[1])}`, { style: "bold", hang: 3 });
  const unpaired = isSelection
    ? ""
    : ` and ${one.unpaired} of A and ${other.unpaired} of B without a counterpart`;
  page.write(`${paired} pairs with the same task and sample${unpaired}.`);
  if (paired === 0) return page.toString();
  writeSides(page, comparison);
  writeRanks(page, comparison);
  const improved = changes.filter((change) => isBetter(change));
  const declined = changes.filter((change) => !isBetter(change)).toReversed();
  writeChanges(page, { title: "Better in B", changes: improved, full });
  writeChanges(page, { title: "Worse in B", changes: declined, full });
  return page.toString();
}

function writeSides(page: Page, { one, other, paired }: FileComparison): void {
  const row = (name: string, valueOf: (side: ComparedFile) => number, digits = 0) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    return [name, a.toFixed(digits), b.toFixed(digits), signed(b - a, digits)];
  };
  const share = (name: "first" | "top3" | "top5") => (side: ComparedFile) =>
    side.ranks.ranked === 0 ? 0 : (100 * side.ranks[name]) / side.ranks.ranked;
  const perRun = (name: keyof ComparedFile["usage"]) => (side: ComparedFile) =>
    side.usage[name] / paired;
  const rows = [
    ["per pair", "A", "B", "B - A"],
    row("first, %", share("first"), 1),
    row("top 3, %", share("top3"), 1),
    row("top 5, %", share("top5"), 1),
    row("not completed", (side) => side.failed),
    row("model calls", perRun("modelCalls"), 1),
    row("input tokens", perRun("inputTokens")),
    row("output tokens", perRun("outputTokens")),
  ];
  page.gap();
  for (const [index, line] of alignColumns(rows).entries()) {
    page.write(line, { indent: 2, ...(index === 0 && { style: "dim" }) });
  }
}

function writeRanks(page: Page, comparison: FileComparison): void {
  const { better, equal, worse, unranked, otherFirst, one } = comparison;
  page.gap();
  page.write(
    `Held-out item in B: ${better} better, ${equal} equal, ${worse} worse${unranked > 0 ? `; ${unranked} pairs without two rankings` : ""}.`,
  );
  page.write(`Another item first in ${otherFirst} of ${one.ranks.ranked}.`);
}

interface Changes {
  readonly title: string;
  readonly changes: readonly RankChange[];
  readonly full: boolean;
}

function writeChanges(page: Page, { title, changes, full }: Changes): void {
  if (changes.length === 0) return;
  const shown = full ? changes : changes.slice(0, SHOWN);
  page.gap();
  page.write(`${title}: ${changes.length}`, { style: "bold" });
  const cells = shown.map(({ one, other }) => `rank ${one ?? "none"} -> ${other ?? "none"}`);
  const width = Math.max(...cells.map((cell) => cell.length));
  for (const [index, { id }] of shown.entries()) {
    page.write(`${(cells[index] ?? "").padEnd(width)}  ${oneLine(id)}`, { indent: 2 });
  }
  const more = changes.length - shown.length;
  if (more > 0) page.write(`… ${more} more (--full shows all)`, { indent: 2, style: "dim" });
}

function isBetter({ one, other }: RankChange): boolean {
  return (other ?? Infinity) < (one ?? Infinity);
}

function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return value > 0 ? `+${text}` : `-${text}`;
}

function oneLine(text: string): string {
  return safeText(text.replaceAll(/\s+/g, " "));
}
