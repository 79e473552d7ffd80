import { alignColumns } from "../../text/align-columns.js";
import type { Item } from "../../types.js";
import type { ComparedRun, ComparedStep, RunComparison } from "../compare/compare-runs.js";
import type { HeldOutStage } from "../summary/held-out-path.js";
import { type DifferentLine, diffLines } from "./diff-lines.js";
import { createPage, type Page } from "./page.js";
import { safeText } from "./safe-text.js";
import { nameItem } from "./task-section.js";

/** Options of {@link renderRunComparison}. */
export interface RenderComparisonOptions {
  readonly color: boolean;
  /** Characters per line. */
  readonly width: number;
  /** Shows complete texts, and candidates with equal ranks. */
  readonly full: boolean;
  /** Candidates with their titles. */
  readonly items: ReadonlyMap<string, Item>;
}

/** Changed lines of a text that are shown. */
const SHOWN_LINES = 6;

/** Renders the comparison of two executions: `A` is the first, `B` the other. */
export function renderRunComparison(
  comparison: RunComparison,
  { color, width, full, items }: RenderComparisonOptions,
): string {
  const page = createPage({ color, width });
  writeRuns(page, comparison);
  writeHeldOut(page, comparison);
  writeSteps(page, comparison.steps, full);
  writeCandidates(page, comparison, { full, items });
  return page.toString();
}

function writeRuns(page: Page, { one, other, isSameTask }: RunComparison): void {
  for (const [name, run] of [
    ["A", one],
    ["B", other],
  ] as const) {
    page.write(`${name}  ${oneLine(run.id)}`, { style: "bold", hang: 3 });
    page.write(describeRun(run), { indent: 3 });
    if (run.error !== null) page.write(oneLine(run.error), { indent: 3, style: "red" });
  }
  if (!isSameTask) page.write("The tasks are different.", { style: "yellow" });
}

function describeRun(run: ComparedRun): string {
  const { graph, models, status, rank, heldOut, steps, revisions, usage } = run;
  const isRanked = heldOut.some(({ isFinal }) => isFinal);
  return [
    `${graph} with ${models.join(", ") || "no model"}`,
    ...(status === "completed" ? [] : [status]),
    ...(isRanked ? [`rank ${rank ?? "none"}`] : []),
    `${steps} steps`,
    `${usage.modelCalls} model calls`,
    `${usage.inputTokens} + ${usage.outputTokens} tokens`,
    ...(revisions > 0 ? [`revised ${revisions}x`] : []),
  ].join(", ");
}

/** The held-out item from role to role, one role per line. */
function writeHeldOut(page: Page, { one, other }: RunComparison): void {
  const stages = [...one.heldOut, ...other.heldOut].map(labelOf);
  if (stages.length === 0) return;
  const rows = [...new Set(stages)].map((label) => [
    label,
    rankAt(one.heldOut, label),
    rankAt(other.heldOut, label),
  ]);
  const final = rows.filter(([label = ""]) => label.endsWith(FINAL));
  const reports = rows.filter(([label = ""]) => !label.endsWith(FINAL));
  const title = "Rank of the held-out item";
  writeTable(page, { title, rows: [["role", "A", "B"], ...reports, ...final] });
}

const FINAL = " (final)";

function labelOf({ role, round, isFinal }: HeldOutStage): string {
  if (isFinal) return `${role}${FINAL}`;
  return round > 1 ? `${role}, round ${round}` : role;
}

/** The rank in the last list with a label; `none` where the list does not contain the item, empty without such a list. */
function rankAt(stages: readonly HeldOutStage[], label: string): string {
  const stage = stages.findLast((one) => labelOf(one) === label);
  return stage === undefined ? "" : String(stage.rank ?? "none");
}

const HEADINGS = { plan: "Plan", reflection: "Reflection", recommend: "Ranking" } as const;

function headingOf({ kind, role, round }: ComparedStep): string {
  const isPhase = kind === "plan" || kind === "reflection" || kind === "recommend";
  const name = isPhase ? HEADINGS[kind] : role;
  return oneLine(round > 1 ? `${name}, round ${round}` : name);
}

function writeSteps(page: Page, steps: readonly ComparedStep[], full: boolean): void {
  let last = "";
  for (const step of steps) {
    const heading = headingOf(step);
    if (heading !== last) {
      page.gap();
      page.write(heading, { style: "bold" });
    }
    last = heading;
    writeStep(page, step, full);
  }
}

const NAMES: Readonly<Record<ComparedStep["kind"], string>> = {
  plan: "plan",
  analysis: "report",
  tool_call: "call",
  tool_response: "tool answer",
  reflection: "reflection",
  recommend: "recommendation",
};

function writeStep(page: Page, step: ComparedStep, full: boolean): void {
  const { change, kind, one, other } = step;
  const name = NAMES[kind];
  if (change === "equal") {
    page.write(`= ${name}: ${firstLine(one ?? "")}`, { indent: 2, hang: 2, style: "dim" });
    return;
  }
  page.write(`${MARKS[change]} ${name}${PLACES[change]}`, { indent: 2, hang: 2, style: "cyan" });
  writeDifference(page, diffLines(one ?? "", other ?? ""), full);
}

const MARKS = { changed: "~", only_one: "-", only_other: "+" } as const;
const PLACES = { changed: "", only_one: " only in A", only_other: " only in B" } as const;

function writeDifference(page: Page, lines: readonly DifferentLine[], full: boolean): void {
  const shown = full ? lines : lines.slice(0, SHOWN_LINES);
  for (const { side, line } of shown) {
    const [name, style] = side === "one" ? (["A", "red"] as const) : (["B", "green"] as const);
    page.write(`${name} ${line}`, { indent: 4, hang: 2, style });
  }
  const more = lines.length - shown.length;
  if (more === 0) return;
  const noun = more === 1 ? "line" : "lines";
  page.write(`(${more} more different ${noun}; --full shows all)`, { indent: 4, style: "dim" });
}

const SHOWN_CHARACTERS = 100;

function firstLine(text: string): string {
  const [line = ""] = text.split("\n");
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line;
}

function writeCandidates(
  page: Page,
  { candidates }: RunComparison,
  { full, items }: Pick<RenderComparisonOptions, "full" | "items">,
): void {
  if (candidates.length === 0) return;
  const changed = candidates.filter(({ one, other, isHeldOut }) => one !== other || isHeldOut);
  const shown = full ? candidates : changed;
  const rows = shown.map(({ itemId, isHeldOut, one, other }) => [
    nameItem(itemId, items),
    String(one ?? "none"),
    String(other ?? "none"),
    one === null || other === null || one === other ? "" : signed(one - other),
    isHeldOut ? "<- held out" : "",
  ]);
  const title = full
    ? "Ranking"
    : `Ranking: ${shown.length} of ${candidates.length} candidates, the others have equal ranks`;
  const marked = shown.findIndex(({ isHeldOut }) => isHeldOut);
  writeTable(page, { title, rows: [["candidate", "A", "B", "up", ""], ...rows], marked });
}

function signed(change: number): string {
  return change > 0 ? `+${change}` : `${change}`;
}

interface Table {
  readonly title: string;
  /** The first row is the header. */
  readonly rows: readonly (readonly string[])[];
  /** Index of a row after the header that is shown in green. Default: none. */
  readonly marked?: number;
}

function writeTable(page: Page, { title, rows, marked = -1 }: Table): void {
  page.gap();
  page.write(title, { style: "bold" });
  const [header = "", ...lines] = alignColumns(rows.map((cells) => cells.map(oneLine)));
  page.write(header, { indent: 2, style: "dim" });
  for (const [index, line] of lines.entries()) {
    page.write(line, { indent: 2, ...(index === marked && { style: "green" }) });
  }
}

function oneLine(text: string): string {
  return safeText(text.replaceAll(/\s+/g, " ").trimEnd());
}
