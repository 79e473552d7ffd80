import { alignColumns } from "../../text/align-columns.js";
import type { SimilarText } from "../../text/similar-texts.js";
import type { NamedCounts } from "../named-counter.js";
import type { LossKind } from "../summary/held-out-path.js";
import type { RunSummary } from "../summary/summarize-runs.js";
import { createPage, type Page } from "./page.js";
import { safeText } from "./safe-text.js";

/** Options of {@link renderSummary}. */
export interface RenderSummaryOptions {
  readonly color: boolean;
  /** Characters per line. */
  readonly width: number;
  /** Shows all texts, and each of them whole. */
  readonly full: boolean;
}

/** Texts that a list shows, and characters of each. */
const SHOWN = 5;
const SHOWN_CHARACTERS = 300;

/** Renders a summary as text for a terminal. Parts that do not occur are left out. */
export function renderSummary(
  summary: RunSummary,
  { color, width, full }: RenderSummaryOptions,
): string {
  const page = createPage({ color, width });
  writeTotals(page, summary);
  if (summary.trajectories === 0) return page.toString();
  writeHeldOut(page, summary);
  writeLosses(page, summary);
  writeRevisions(page, summary);
  writeObjections(page, summary, full);
  writeTools(page, summary);
  writeRoles(page, summary);
  writeRepairs(page, summary);
  writeTexts(page, { title: "Failures", texts: summary.failures, full });
  return page.toString();
}

function writeTotals(page: Page, { trajectories, statuses, usage, ranks }: RunSummary): void {
  page.write(`${count(trajectories, "trajectory", "trajectories")}: ${list(statuses) || "none"}`, {
    style: "bold",
  });
  if (trajectories === 0) return;
  const { modelCalls, inputTokens, outputTokens } = usage;
  page.write(
    `${number(modelCalls)} model calls, ${number(inputTokens)} input + ${number(outputTokens)} output tokens`,
  );
  const { ranked, first, top3, top5, missed } = ranks;
  if (ranked === 0) return;
  const parts = Object.entries({ first, "top 3": top3, "top 5": top5, "not in it": missed });
  const shares = parts.map(([name, value]) => `${name} ${share(value, ranked)}`);
  page.write(`Held-out item in ${count(ranked, "ranking")}: ${shares.join(", ")}`);
}

function writeHeldOut(page: Page, { heldOut: { roles, final } }: RunSummary): void {
  if (roles.length === 0) return;
  writeTitle(page, "Held-out item from role to role");
  const rows = roles.map(({ role, round, isFinal, lists, named, first, meanRank }) => [
    `${role}${isFinal ? " (final)" : round > 1 ? `, round ${round}` : ""}`,
    number(lists),
    share(named, lists),
    share(first, lists),
    meanRank?.toFixed(1) ?? "-",
  ]);
  writeTable(page, [["role", "lists", "with it", "first", "mean rank"], ...rows]);
  const { better, equal, worse } = final;
  if (better + equal + worse === 0) return;
  page.write(
    `Final rank compared with the best last report that names it: ${better} better, ${equal} equal, ${worse} worse.`,
    { indent: 2 },
  );
}

const LOSS_TEXTS: Readonly<Record<LossKind, (role: string) => string>> = {
  not_named: () => "no agent named it",
  named_lower: (role) => `no agent put it first; ${role} had it best`,
  revised_down: (role) => `${role} had it first, and no longer when it was asked again`,
  ranked_down: (role) => `${role} moved it down: an agent had it first`,
  ranked_lower: (role) => `${role} did not put it first; nobody else listed candidates`,
};

function writeLosses(page: Page, { heldOut: { losses }, ranks: { ranked } }: RunSummary): void {
  if (losses.length === 0) return;
  const lost = losses.reduce((sum, loss) => sum + loss.count, 0);
  writeTitle(page, `Not first in ${share(lost, ranked)}, lost by`);
  const width = String(Math.max(...losses.map((loss) => loss.count))).length;
  for (const { kind, role, count: times } of losses) {
    page.write(`${String(times).padStart(width, "\u2007")}  ${LOSS_TEXTS[kind](role)}`, {
      indent: 2,
      hang: width + 2,
    });
  }
}

function writeRevisions(page: Page, { revisions }: RunSummary): void {
  if (revisions.length < 2) return;
  writeTitle(page, "Revisions");
  const rows = revisions.map(({ revisions: times, trajectories, ranked, first, top3, top5 }) => [
    String(times),
    number(trajectories),
    ...[first, top3, top5].map((value) => share(value, ranked)),
  ]);
  writeTable(page, [["revisions", "runs", "first", "top 3", "top 5"], ...rows]);
}

function writeObjections(page: Page, { objections: counts }: RunSummary, full: boolean): void {
  const { reflections, objections, sentBack, sentences } = counts;
  if (reflections === 0) return;
  const names = list(sentBack, (name, times) => `${name} ${times}x`);
  const title = `Objections: ${objections} of ${count(reflections, "reflection")} send agents back`;
  writeTexts(page, {
    title: `${title}${names && `: ${names}`}`,
    texts: sentences,
    full,
    isKept: true,
  });
}

function writeTools(page: Page, { tools, trajectories }: RunSummary): void {
  if (tools.length === 0) return;
  writeTitle(page, "Tools");
  const rows = tools.map(({ tool, calls, errors, trajectories: runs, agents }) => ({
    cells: [tool, number(calls), (calls / trajectories).toFixed(1), number(runs), number(errors)],
    agents: list(agents, (name, times) => `${name} ${number(times)}`),
  }));
  const lines = alignColumns([
    ["tool", "calls", "per run", "runs", "errors"],
    ...rows.map(({ cells }) => cells.map(oneLine)),
  ]);
  for (const [index, line] of lines.entries()) {
    page.write(line, { indent: 2, ...(index === 0 && { style: "dim" }) });
    const agents = rows[index - 1]?.agents;
    if (agents) page.write(`by ${agents}`, { indent: 4, hang: 2, style: "dim" });
  }
}

function writeRoles(page: Page, { roles }: RunSummary): void {
  if (roles.length === 0) return;
  writeTitle(page, "Tokens by role");
  const total = roles.reduce((sum, role) => sum + role.inputTokens + role.outputTokens, 0);
  const rows = roles.map(({ role, modelCalls, inputTokens, outputTokens, failed, unreadable }) => [
    role || "(no name)",
    ...[modelCalls, inputTokens, outputTokens].map(number),
    total === 0 ? "-" : percent((inputTokens + outputTokens) / total),
    ...[unreadable, failed].map(number),
  ]);
  const header = ["role", "calls", "input", "output", "share", "unreadable", "failed"];
  writeTable(page, [header, ...rows]);
}

function writeRepairs(page: Page, { repairs, roles }: RunSummary): void {
  const kinds = list(repairs);
  if (kinds === "") return;
  writeTitle(page, `Repairs of replies: ${kinds}`);
  for (const { role, repairs: own } of roles) {
    const names = list(own);
    if (names !== "") page.write(`${role}: ${names}`, { indent: 2, hang: 2 });
  }
}

interface Texts {
  readonly title: string;
  readonly texts: readonly SimilarText[];
  readonly full: boolean;
  /** Whether the title is shown without texts, too. Default false. */
  readonly isKept?: boolean;
}

function writeTexts(page: Page, { title, texts, full, isKept = false }: Texts): void {
  if (texts.length === 0 && !isKept) return;
  writeTitle(page, title);
  const shown = full ? texts : texts.slice(0, SHOWN);
  for (const { text, count: times } of shown) {
    const line = oneLine(text);
    const isCut = !full && line.length > SHOWN_CHARACTERS;
    page.write(`${times} x ${isCut ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line}`, {
      indent: 2,
      hang: 4,
    });
  }
  const more = texts.length - shown.length;
  if (more > 0) page.write(`… ${more} more (--full shows all)`, { indent: 2, style: "dim" });
}

function writeTitle(page: Page, title: string): void {
  page.gap();
  page.write(oneLine(title), { style: "bold", hang: 2 });
}

function writeTable(page: Page, [header = [], ...rows]: readonly (readonly string[])[]): void {
  const [first = "", ...lines] = alignColumns([header, ...rows].map((cells) => cells.map(oneLine)));
  page.write(first, { indent: 2, style: "dim" });
  for (const line of lines) page.write(line, { indent: 2 });
}

/** Names come from the file: a line end in one must not begin another row. */
function oneLine(text: string): string {
  return safeText(text.replace(/\s+/g, " "));
}

function list(
  counts: NamedCounts,
  describe = (name: string, times: number) => `${number(times)} ${name}`,
): string {
  return Object.entries(counts)
    .map(([name, times]) => describe(name, times))
    .join(", ");
}

function count(times: number, one: string, several = `${one}s`): string {
  return `${number(times)} ${times === 1 ? one : several}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** `44 (44%)` */
function share(part: number, whole: number): string {
  return whole === 0 ? number(part) : `${number(part)} (${percent(part / whole)})`;
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(0)}%`;
}
