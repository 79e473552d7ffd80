import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { exportTrajectories } from "../distill/export/export-trajectories.js";
import type { Manifest } from "../distill/export/manifest.js";
import { createQwen3Meter } from "../distill/export/qwen3-tokens.js";
import type { ExportSettings } from "../distill/export/settings.js";
import { type TokenMeter, TRAINED_PARTS, type TokenCounts } from "../distill/export/tokens.js";
import { StarError } from "../errors.js";
import { formatPercent } from "../evaluation/format.js";
import type { Io } from "./io.js";
import { createProgress } from "./progress.js";

export interface ExportingOptions {
  readonly path: string;
  readonly directory: string;
  /** Whether tokens are counted, where that is possible. */
  readonly tokens: boolean;
  readonly settings: Partial<ExportSettings>;
}

export interface ExportSummary extends Manifest {
  readonly out: string;
  readonly trajectories: number;
  readonly seconds: number;
  readonly trajectoriesPerSecond: number;
  /** Why tokens were not counted; null when they were. */
  readonly tokensUnavailable: string | null;
}

const MEGABYTE = 1e6;
/** Smaller files are exported before threads have started. */
const MANY_BYTES = 100 * MEGABYTE;

/** Exports a file and shows how far it is. */
export async function runExport(options: ExportingOptions, io: Io): Promise<ExportSummary> {
  const { path, directory, settings } = options;
  assertFile(path);
  const start = performance.now();
  const { meter, tokensUnavailable } = await obtainMeter(options, io);
  const { size } = statSync(path);
  const total = Math.ceil(size / MEGABYTE);
  const progress = createProgress(io, { label: "export, MB", total });
  progress.start(0);
  try {
    const signal = io.listenForStop();
    const onProgress = ({ bytes }: { bytes: number }) =>
      progress.update(Math.floor(bytes / MEGABYTE));
    const threads = size < MANY_BYTES ? 0 : availableParallelism();
    const work = { path, directory, settings, meter, threads, signal, onProgress };
    const manifest = await exportTrajectories(work);
    const seconds = (performance.now() - start) / 1000;
    const trajectories = Object.values(manifest.counts.verdicts).reduce((sum, one) => sum + one, 0);
    const trajectoriesPerSecond = trajectories / seconds;
    return {
      out: directory,
      trajectories,
      seconds,
      trajectoriesPerSecond,
      tokensUnavailable,
      ...manifest,
    };
  } finally {
    progress.stop();
  }
}

interface Metering {
  readonly meter: TokenMeter | undefined;
  readonly tokensUnavailable: string | null;
}

/** Without the tokenizer an export goes on, and says what it could not do. */
async function obtainMeter({ tokens, settings }: ExportingOptions, io: Io): Promise<Metering> {
  if (!tokens) return { meter: undefined, tokensUnavailable: "not asked for (--no-tokens)" };
  try {
    return { meter: await createQwen3Meter(), tokensUnavailable: null };
  } catch (error) {
    const isLimited = settings.maxTokens !== undefined;
    if (isLimited || !StarError.isInstance(error)) throw error;
    io.note(`Tokens are not counted, and rows of any length are written: ${error.message}`);
    return { meter: undefined, tokensUnavailable: error.message };
  }
}

function assertFile(path: string): void {
  if (existsSync(path)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no file ${path}.`,
    remedy: "Pass a file that star teach wrote.",
  });
}

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
