import type { ExportPreview, ReasonCounts } from "../distill/export/count-export.js";
import type { ExportVerdict } from "../distill/export/counts.js";
import type { Manifest } from "../distill/export/manifest.js";
import { TRAINED_PARTS, type TokenCounts } from "../distill/export/tokens.js";
import { VERDICT_MEANINGS } from "../distill/export/verdict-meanings.js";
import { formatPercent } from "../evaluation/format.js";
import { alignColumns } from "../text/align-columns.js";
import { type ExportSummary, NO_TOKENS, type PreviewSummary } from "./exporting.js";
import { formatSamples } from "./selection-text.js";

/** Formats the summary as text. */
export function formatExport(summary: ExportSummary): string {
  const { out, counts, settings, trajectories, seconds, trajectoriesPerSecond } = summary;
  const { verdicts, examples } = counts;
  const { kept, kept_partly: partly, ...dropped } = verdicts;
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  return [
    `${kept + partly} of ${trajectories} trajectories were exported to ${out} (${settings.formats.join(", ")})${
      partly > 0 ? `, ${partly} of them in part` : ""
    }; dropped: ${reasons.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none"}.`,
    ...(kept + partly === 0 ? reasons.map(explainReason) : []),
    ...formatRecords(summary),
    ...formatStudent(summary),
    ...formatTokens(summary, examples.train + examples.validation),
    `${seconds.toFixed(1)} s, ${trajectoriesPerSecond.toFixed(0)} trajectories/s.`,
  ].join("\n");
}

/** Why nothing was exported, where a person must act. */
const explainReason = ([reason]: readonly [string, number]): string =>
  `${reason}: ${VERDICT_MEANINGS[reason as ExportVerdict]}`;

/** Formats the result of `star export --dry-run` as text: a table of reasons, then what would be written. */
export function formatPreview(preview: PreviewSummary): string {
  const { counts, settings, trajectories, reasons, out, tokensUnavailable } = preview;
  const { kept, kept_partly: partly } = counts.verdicts;
  const target = out === undefined ? "" : ` to ${out}`;
  const isCounted = preview.tokens !== null;
  return [
    `Nothing was written. ${kept + partly} of ${trajectories} trajectories would be exported${target} (${settings.formats.join(", ")}).`,
    ...alignColumns([
      ["", "trajectories", "rows", ...(isCounted ? ["tokens", "trained"] : ["characters"])],
      ...reasons.map(formatReason),
    ]),
    ...formatRecords(preview),
    ...(tokensUnavailable === null ? [] : [describeUncounted(tokensUnavailable)]),
  ].join("\n");
}

function formatReason({
  reason,
  trajectories,
  rows,
  characters,
  tokens,
  trained,
}: ReasonCounts): string[] {
  const lengths = tokens === null || trained === null ? [characters] : [tokens, trained];
  return [reason, ...[trajectories, rows, ...lengths].map(String)];
}

/** Rows, samples and calls of an export. */
function formatRecords(result: ExportPreview | Manifest): string[] {
  const { examples, prompts, pairs } = result.counts;
  return [
    `Training + validation, disjoint users: ${formatSplit(examples)} examples, ${formatSplit(prompts)} prompts, ${formatSplit(pairs)} preference pairs.`,
    ...formatPairs(result),
    ...formatSamples(result),
    ...formatCalls(result.counts),
    ...formatUnknownEnds(result.counts),
  ];
}

function formatPairs({ pairsFrom, counts }: ExportPreview | Manifest): string[] {
  if (pairsFrom === undefined) return [];
  const { train, validation } = counts.pairs;
  return [
    `Rejected answers: ${train + validation} pairs of ${pairsFrom.wrong} wrong answers to these tasks, among ${pairsFrom.trajectories} trajectories.`,
  ];
}

/** A warning about rows whose replies may be cut off; empty without any. */
function formatUnknownEnds({ unknownEnds = 0 }: ExportSummary["counts"]): string[] {
  if (unknownEnds === 0) return [];
  return [
    `Warning: ${unknownEnds} examples train replies of which the source does not say why they ended: one that a limit cut off is not recognized. --where "not missing = 'finishReasons'" leaves them out.`,
  ];
}

/** How many replies of conversations are trained, and why the others are not; empty without conversations. */
function formatCalls({ calls: { trained, ...others } }: ExportSummary["counts"]): string[] {
  const reasons = Object.entries(others).filter(([, count]) => count > 0);
  if (trained === 0 && reasons.length === 0) return [];
  const untrained = reasons.map(([reason, count]) => `${count} ${reason}`).join(", ");
  return [`Conversations: ${trained} replies trained; not trained: ${untrained || "none"}.`];
}

/** How rows were rendered for a student with another template. */
function formatStudent({ student }: ExportSummary): string[] {
  if (student === undefined) return [];
  const { template, sha256, rows, rejected, problems } = student;
  const told = Object.entries(problems).map(([name, problem]) => `${problem?.rows} ${name}`);
  const written = `${rows - rejected} rows in student/, template ${template} (SHA-256 ${sha256.slice(0, 12)})`;
  return [`Student: ${written}; differences: ${told.join(", ") || "none"}.`];
}

const formatSplit = ({ train, validation }: ExportSummary["counts"]["examples"]) =>
  `${train} + ${validation}`;

/** Any other reason was printed before the work, with what to install. */
const describeUncounted = (reason: string | null) =>
  `Tokens were not counted${reason === NO_TOKENS ? `: ${NO_TOKENS}` : ""}.`;

function formatTokens({ tokens, tokensUnavailable }: ExportSummary, examples: number): string[] {
  if (tokens === null) return [describeUncounted(tokensUnavailable)];
  if (tokens.trained === 0) return [];
  const share = formatPercent(tokens.trained / tokens.total);
  return [
    `Tokens: ${tokens.total}, ${Math.round(tokens.total / examples)} per example; trained ${tokens.trained} (${share}%), ${Math.round(tokens.trained / examples)} per example.`,
    `Trained tokens by part: ${formatParts(tokens)}.`,
  ];
}

function formatParts({ trained, parts }: TokenCounts): string {
  return TRAINED_PARTS.map((part) => `${part} ${formatPercent(parts[part] / trained)}%`).join(", ");
}
