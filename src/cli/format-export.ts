import { TRAINED_PARTS, type TokenCounts } from "../distill/export/tokens.js";
import { formatPercent } from "../evaluation/format.js";
import type { ExportSummary } from "./exporting.js";

/** What was exported, for a person. */
export function formatExport(summary: ExportSummary): string {
  const { out, counts, settings, trajectories, seconds, trajectoriesPerSecond } = summary;
  const { verdicts, examples, prompts, pairs } = counts;
  const { kept, ...dropped } = verdicts;
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  return [
    `${kept} of ${trajectories} trajectories are in ${out} (${settings.formats.join(", ")}); dropped: ${
      reasons.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none"
    }.`,
    `Training and validation, by user: ${sides(examples)} examples, ${sides(prompts)} prompts, ${sides(pairs)} preference pairs.`,
    ...formatTokens(summary, examples.train + examples.validation),
    `${seconds.toFixed(1)} s, ${trajectoriesPerSecond.toFixed(0)} trajectories a second.`,
  ].join("\n");
}

const sides = ({ train, validation }: ExportSummary["counts"]["examples"]) =>
  `${train} + ${validation}`;

function formatTokens({ tokens, tokensUnavailable }: ExportSummary, examples: number): string[] {
  if (tokens === null) return [`Tokens were not counted: ${tokensUnavailable}.`];
  if (tokens.trained === 0) return [];
  const share = formatPercent(tokens.trained / tokens.total);
  return [
    `Tokens of the examples: ${tokens.total}, ${Math.round(tokens.total / examples)} each; trained ${tokens.trained} (${share}%), ${Math.round(tokens.trained / examples)} each.`,
    `Of the trained tokens: ${formatParts(tokens)}.`,
  ];
}

function formatParts({ trained, parts }: TokenCounts): string {
  return TRAINED_PARTS.map((part) => `${part} ${formatPercent(parts[part] / trained)}%`).join(", ");
}
