import { existsSync } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { onWrite } from "../../../file-error.js";
import { lockFile } from "../../../file-lock.js";
import { repairLastLine } from "../../../line-writer.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import { arrangeFile, isArranged, temporaryOf } from "./arrange-file.js";
import { type LineFile, openLineFile } from "./line-file.js";
import { createPlacer } from "./placer.js";
import { type CheckTrajectory, readLines, readUniqueLines } from "./read-lines.js";

/** Options of {@link openResultFile}. */
export interface ResultFileOptions {
  readonly path: string;
  /** Ids of all results, in the order of the complete file. */
  readonly order: readonly string[];
  /** Called with every trajectory before anything is changed. */
  readonly check: CheckTrajectory;
}

/**
 * A trajectory file to which results are added in any order, and in which they can take the place of earlier ones. A result
 * that is next in the order is appended to `PATH`, any other to `PATH.pending`, from where it is moved to its place: when its
 * turn comes, or when the file is closed. So a killed process loses no result, and `PATH` never has two lines of one id.
 */
export interface ResultFile {
  /** Bytes of an incomplete last line that were removed. */
  readonly cutBytes: number;
  /** Status of the latest result with this id; undefined if there is none. */
  statusOf(id: string): Trajectory["status"] | undefined;
  /** Resolves when the operating system has accepted the line. Concurrent calls are queued. */
  add(trajectory: Trajectory): Promise<void>;
  /**
   * Moves the pending results to their places and unlocks the file.
   *
   * @param maxBytes - Size of the file up to which it is written anew. The pending results of a larger one stay where they are,
   * until it is opened and closed the next time. Default: any size.
   */
  close(maxBytes?: number): Promise<void>;
}

/** Path of the results that are not in their places yet. */
export function pendingPathOf(path: string): string {
  return `${path}.pending`;
}

/**
 * Locks, checks and opens a file of results; creates it, with its folder, if necessary.
 *
 * @throws {StarError} `FILE_IN_USE` when another process writes the file.
 * @throws {StarError} `FILE_INACCESSIBLE` when the file cannot be written, here and in `add` and `close`.
 * @throws {StarError} `FILE_EXISTS` when it is not a trajectory file. It is then not changed.
 * @throws {StarError} `TRAJECTORY_INVALID` when a line is not a valid trajectory. The file is then not changed.
 */
export function openResultFile(options: ResultFileOptions): Promise<ResultFile> {
  return onWrite(options.path, open(options));
}

async function open(options: ResultFileOptions): Promise<ResultFile> {
  const { path, order } = options;
  await mkdir(dirname(path), { recursive: true });
  const lock = await lockFile(path);
  try {
    const isNew = !existsSync(path);
    const { main, pending, cutBytes } = await openFiles(options);
    const placer = createPlacer({ main, pending, pendingPath: pendingPathOf(path), order });
    let last = Promise.resolve();
    let hasChanged = false;
    return {
      cutBytes,
      statusOf: (id) => (placer.pending()?.lines.get(id) ?? main.lines.get(id))?.status,
      add(trajectory) {
        hasChanged = true;
        last = last.then(() => placer.add(trajectory));
        return last;
      },
      async close(maxBytes = Infinity) {
        // A failure was reported by `add`.
        await last.catch(() => {});
        const files = { path, main, pending: placer.pending(), order, hasChanged };
        await onWrite(path, closeFiles(files, maxBytes)).finally(lock.release);
        if (isNew && (await stat(path)).size === 0) await rm(path);
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface OpenFiles {
  readonly main: LineFile;
  readonly pending: LineFile | undefined;
}

/** Checks both files before it changes one of them. */
async function openFiles({
  path,
  check,
}: ResultFileOptions): Promise<OpenFiles & { readonly cutBytes: number }> {
  const pendingPath = pendingPathOf(path);
  // A user who deletes the file wants to start over.
  if (!existsSync(path)) await rm(pendingPath, { force: true });
  const own = await readUniqueLines(path, check);
  const waiting = await readLines(pendingPath, check);
  // The process was killed after it had moved these results.
  for (const [id, { status }] of own.lines) if (status === "completed") waiting.lines.delete(id);
  await rm(temporaryOf(path), { force: true });
  const cutBytes = await repairLastLine(path, own.lastLine);
  await repairLastLine(pendingPath, waiting.lastLine);
  const main = await openLineFile(path, own.lines);
  const pending = existsSync(pendingPath)
    ? await openLineFile(pendingPath, waiting.lines)
    : undefined;
  return { main, pending, cutBytes };
}

interface ClosedFiles extends OpenFiles {
  readonly path: string;
  readonly order: readonly string[];
  readonly hasChanged: boolean;
}

async function closeFiles(files: ClosedFiles, maxBytes: number): Promise<void> {
  const { path, main, pending, order, hasChanged } = files;
  try {
    const isComplete = pending === undefined || pending.lines.size === 0;
    const mustArrange = !isComplete || (hasChanged && !isArranged(main, order));
    if (mustArrange && main.size() > maxBytes) return;
    if (mustArrange) await arrangeFile(files);
    await rm(pendingPathOf(path), { force: true });
  } finally {
    await main.close();
    await pending?.close();
  }
}
