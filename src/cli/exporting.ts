import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { exportTrajectories } from "../distill/export/export-trajectories.js";
import type { ExportPreview } from "../distill/export/count-export.js";
import type { Manifest } from "../distill/export/manifest.js";
import { previewExport } from "../distill/export/preview-export.js";
import { createQwen3Meter } from "../distill/export/qwen3-tokens.js";
import type { ExportSettings } from "../distill/export/settings.js";
import type { ExportOptions } from "../distill/export/export-options.js";
import type { StudentTemplateOptions } from "../distill/export/student-templates.js";
import type { TokenMeter } from "../distill/export/tokens.js";
import { StarError } from "../errors.js";
import { removeLeftovers } from "../leftovers.js";
import { assertReplaceableFolder } from "../writable.js";
import type { Io } from "./io.js";
import { notePendingResults } from "./pending-results.js";
import { createProgress } from "./progress.js";

/** Options of {@link runPreview}. */
interface RunPreviewOptions {
  /** Trajectory file. */
  readonly path: string;
  /** Trajectory file whose wrong answers are rejected in pairs. */
  readonly pairsFrom: string | undefined;
  /** Undefined if no folder was named. */
  readonly directory: string | undefined;
  /** True counts tokens if the tokenizer is available. */
  readonly tokens: boolean;
  readonly settings: Partial<ExportSettings>;
  /** Undefined for the student of linear text. */
  readonly student: StudentTemplateOptions | undefined;
}

interface RunExportOptions extends RunPreviewOptions {
  readonly directory: string;
}

/** Counts of an export that was not written. */
export interface PreviewSummary extends ExportPreview {
  readonly dryRun: true;
  readonly out: string | undefined;
  readonly tokensUnavailable: string | null;
}

/** Manifest of an export and statistics of the run. */
export interface ExportSummary extends Manifest {
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
  const { path, directory, pairsFrom, settings, student } = options;
  assertFiles(options);
  await assertReplaceableFolder(directory, "--out");
  await removeLeftovers(directory);
  notePendingResults(path, io);
  const start = performance.now();
  const { meter, tokensUnavailable } = await loadTokenMeter(options, io);
  const { size } = statSync(path);
  const threads = size < MIN_BYTES_FOR_THREADS ? 0 : availableParallelism();
  return withProgress(io, { label: "export, MB", size }, async (progress) => {
    const job = { path, directory, pairsFrom, settings, student, meter, threads };
    const manifest = await exportTrajectories({ ...job, ...progress });
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
  });
}

/** Counts what an export would write and displays progress. Writes and removes nothing. */
export async function runPreview(options: RunPreviewOptions, io: Io): Promise<PreviewSummary> {
  const { path, directory: out, pairsFrom, settings, student } = options;
  assertFiles(options);
  notePendingResults(path, io);
  const { meter, tokensUnavailable } = await loadTokenMeter(options, io);
  const { size } = statSync(path);
  return withProgress(io, { label: "count, MB", size }, async (progress) => {
    const job = { path, pairsFrom, settings, student, meter };
    const preview = await previewExport({ ...job, ...progress });
    return { dryRun: true, out, tokensUnavailable, ...preview };
  });
}

interface Reading {
  readonly label: string;
  /** Bytes of the file that is read. */
  readonly size: number;
}

/** Displays how much of a file was read, and lets Ctrl-C end the work. */
async function withProgress<Result>(
  io: Io,
  { label, size }: Reading,
  work: (options: Required<Pick<ExportOptions, "signal" | "onProgress">>) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress(io, { label, total: Math.ceil(size / MEGABYTE) });
  progress.start(0);
  try {
    return await work({
      signal: io.listenForInterrupt(),
      onProgress: ({ bytes }) => progress.update(Math.floor(bytes / MEGABYTE)),
    });
  } finally {
    progress.stop();
  }
}

/** The value of `tokensUnavailable` that no notice was printed for. */
export const NO_TOKENS = "disabled by --no-tokens";

interface TokenCounting {
  readonly meter: TokenMeter | undefined;
  readonly tokensUnavailable: string | null;
}

/** Without the tokenizer the export continues with a notice, unless a token limit is set. */
async function loadTokenMeter(
  { tokens, settings }: RunPreviewOptions,
  io: Io,
): Promise<TokenCounting> {
  if (!tokens) return { meter: undefined, tokensUnavailable: NO_TOKENS };
  try {
    return { meter: await createQwen3Meter(), tokensUnavailable: null };
  } catch (error) {
    const isLimited = settings.maxTokens !== undefined;
    if (isLimited || !StarError.isInstance(error)) throw error;
    io.note(`Tokens are not counted and row length is not limited: ${error.message}`);
    return { meter: undefined, tokensUnavailable: error.message };
  }
}

function assertFiles({ path, pairsFrom }: RunPreviewOptions): void {
  assertFile(path);
  if (pairsFrom !== undefined) assertFile(pairsFrom);
}

/** @throws {StarError} `INVALID_ARGUMENT` when there is no such file. */
export function assertFile(path: string): void {
  if (existsSync(path)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no file ${path}.`,
    remedy: "Check the path. star teach and star convert write trajectory files.",
  });
}
