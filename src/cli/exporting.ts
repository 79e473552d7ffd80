import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { exportTrajectories } from "../distill/export/export-trajectories.js";
import type { Manifest } from "../distill/export/manifest.js";
import { createQwen3Meter } from "../distill/export/qwen3-tokens.js";
import type { ExportSettings } from "../distill/export/settings.js";
import type { StudentOptions } from "../distill/export/student-templates.js";
import { type TokenMeter, TRAINED_PARTS, type TokenCounts } from "../distill/export/tokens.js";
import { StarError } from "../errors.js";
import { formatPercent } from "../evaluation/format.js";
import { removeLeftovers } from "../leftovers.js";
import { assertReplaceableFolder } from "../writable.js";
import type { Io } from "./io.js";
import { notePendingResults } from "./pending-results.js";
import { createProgress } from "./progress.js";
import { formatSamples } from "./selection-text.js";

interface RunExportOptions {
  /** Trajectory file. */
  readonly path: string;
  readonly directory: string;
  /** True counts tokens if the tokenizer is available. */
  readonly tokens: boolean;
  readonly settings: Partial<ExportSettings>;
  /** Undefined for the student of linear text. */
  readonly student: StudentOptions | undefined;
}

/** Manifest of an export and statistics of the run. */
interface ExportSummary extends Manifest {
  readonly out: string;
  readonly trajectories: number;
  readonly seconds: number;
  readonly trajectoriesPerSecond: number;
  /** Reason why tokens were not counted; null if they were. */
  readonly tokensUnavailable: string | null;
}

const MEGABYTE = 1e6;
/** Below this file size, starting threads takes longer than the export. */
const MIN_BYTES_FOR_THREADS = 100 * MEGABYTE;

/** Exports a trajectory file and displays progress. */
export async function runExport(options: RunExportOptions, io: Io): Promise<ExportSummary> {
  const { path, directory, settings, student } = options;
  assertFile(path);
  await assertReplaceableFolder(directory, "--out");
  await removeLeftovers(directory);
  notePendingResults(path, io);
  const start = performance.now();
  const { meter, tokensUnavailable } = await loadTokenMeter(options, io);
  const { size } = statSync(path);
  const total = Math.ceil(size / MEGABYTE);
  const progress = createProgress(io, { label: "export, MB", total });
  progress.start(0);
  try {
    const signal = io.listenForInterrupt();
    const onProgress = ({ bytes }: { bytes: number }) =>
      progress.update(Math.floor(bytes / MEGABYTE));
    const threads = size < MIN_BYTES_FOR_THREADS ? 0 : availableParallelism();
    const job = { path, directory, settings, student, meter, threads, signal, onProgress };
    const manifest = await exportTrajectories(job);
    const seconds = (performance.now() - start) / 1000;
    const trajectories = Object.values(manifest.counts.verdicts).reduce(
      (sum, count) => sum + count,
      0,
    );
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

interface TokenCounting {
  readonly meter: TokenMeter | undefined;
  readonly tokensUnavailable: string | null;
}

/** Without the tokenizer the export continues with a notice, unless a token limit is set. */
async function loadTokenMeter(
  { tokens, settings }: RunExportOptions,
  io: Io,
): Promise<TokenCounting> {
  if (!tokens) return { meter: undefined, tokensUnavailable: "disabled by --no-tokens" };
  try {
    return { meter: await createQwen3Meter(), tokensUnavailable: null };
  } catch (error) {
    const isLimited = settings.maxTokens !== undefined;
    if (isLimited || !StarError.isInstance(error)) throw error;
    io.note(`Tokens are not counted and row length is not limited: ${error.message}`);
    return { meter: undefined, tokensUnavailable: error.message };
  }
}

/** @throws {StarError} `INVALID_ARGUMENT` when there is no such file. */
export function assertFile(path: string): void {
  if (existsSync(path)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no file ${path}.`,
    remedy: "Check the path. star teach and star convert write trajectory files.",
  });
}

/** Formats the summary as text. */
export function formatExport(summary: ExportSummary): string {
  const { out, counts, settings, trajectories, seconds, trajectoriesPerSecond } = summary;
  const { verdicts, examples, prompts, pairs } = counts;
  const { kept, kept_partly: partly, ...dropped } = verdicts;
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  return [
    `${kept + partly} of ${trajectories} trajectories were exported to ${out} (${settings.formats.join(", ")})${
      partly > 0 ? `, ${partly} of them in part` : ""
    }; dropped: ${reasons.map(([reason, count]) => `${count} ${reason}`).join(", ") || "none"}.`,
    `Training + validation, disjoint users: ${formatSplit(examples)} examples, ${formatSplit(prompts)} prompts, ${formatSplit(pairs)} preference pairs.`,
    ...formatSamples(summary),
    ...formatCalls(counts),
    ...formatStudent(summary),
    ...formatTokens(summary, examples.train + examples.validation),
    `${seconds.toFixed(1)} s, ${trajectoriesPerSecond.toFixed(0)} trajectories/s.`,
  ].join("\n");
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

function formatTokens({ tokens, tokensUnavailable }: ExportSummary, examples: number): string[] {
  if (tokens === null) return [`Tokens were not counted: ${tokensUnavailable}.`];
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
