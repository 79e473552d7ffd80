import { decodeLine, readByteLines, splitLines } from "../../files.js";
import type { PairFile } from "./pairs/pair-file.js";
import { parseTrajectory } from "../../trajectory/trajectory-file.js";
import type { Trajectory } from "../../trajectory/trajectory.js";

/** Consecutive lines of a trajectory file. Consecutive samples of one task are always in the same batch. */
export interface Batch {
  /** Lines, separated by newlines. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Number of the first line in its file, from 1. */
  readonly firstLine: number;
  readonly path: string;
  /** Trajectories whose wrong answers are the rejected ones of pairs, as lines; absent without a file of such trajectories. */
  readonly others?: string;
}

/** Large enough to outweigh the transfer to a thread, small enough to hold several batches in memory. */
const BATCH_BYTES = 1 << 19;
const NEWLINE = 0x0a;

interface BatchOptions {
  /** Its trajectories are added to the batches with their tasks. Default: none. */
  readonly pairFile?: PairFile | undefined;
  /** Bytes to read at most. Default: all. */
  readonly size?: number | undefined;
}

/** Reads a trajectory file as batches, in order. */
export async function* readBatches(
  path: string,
  { pairFile, size = Infinity }: BatchOptions = {},
): AsyncGenerator<Batch> {
  for await (const batch of readLineBatches(path, size)) {
    if (pairFile === undefined) yield batch;
    else yield { ...batch, others: await pairFile.read(listTasks(batch)) };
  }
}

function listTasks({ bytes }: Batch): Set<string> {
  const tasks = splitLines(toBuffer(bytes)).map(taskIdOf);
  return new Set(tasks.filter((task) => task !== undefined));
}

async function* readLineBatches(path: string, limit: number): AsyncGenerator<Batch> {
  let lines: Buffer[] = [];
  let size = 0;
  let firstLine = 1;
  for await (const line of readByteLines(path, limit)) {
    if (size >= BATCH_BYTES && canSplit(lines.at(-1), line)) {
      yield { bytes: joinLines(lines), firstLine, path };
      firstLine += lines.length;
      lines = [];
      size = 0;
    }
    lines.push(line);
    size += line.length;
  }
  if (lines.length > 0) yield { bytes: joinLines(lines), firstLine, path };
}

function joinLines(lines: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const size = lines.reduce((sum, line) => sum + line.length + 1, -1);
  const bytes = new Uint8Array(size).fill(NEWLINE);
  let start = 0;
  for (const line of lines) {
    bytes.set(line, start);
    start += line.length + 1;
  }
  return bytes;
}

/** True unless both lines are samples of the same task. */
function canSplit(before: Buffer | undefined, after: Buffer): boolean {
  const task = before === undefined ? undefined : taskIdOf(before);
  return task === undefined || task !== taskIdOf(after);
}

/** Undefined for a trajectory without a task, and for an invalid line, which `parseBatch` reports. */
function taskIdOf(line: Buffer): string | undefined {
  try {
    const trajectory: { task?: { id?: unknown } | null } = JSON.parse(decodeLine(line));
    return typeof trajectory.task?.id === "string" ? trajectory.task.id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses the trajectories of a batch. Blank lines are skipped.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file, line and reason.
 */
export function parseBatch({ bytes, firstLine, path }: Batch): Trajectory[] {
  const lines = splitLines(toBuffer(bytes));
  return lines.flatMap((line, index) => {
    const text = decodeLine(line);
    if (text.trim() === "") return [];
    const trajectory = parseTrajectory(text, `line ${firstLine + index} of ${path}`);
    return [trajectory];
  });
}

/** Parses the trajectories whose wrong answers are rejected, by task; undefined without a file of such trajectories. */
export function parseOthers({ others }: Batch): ReadonlyMap<string, Trajectory[]> | undefined {
  if (others === undefined) return undefined;
  const lines = others === "" ? [] : others.split("\n");
  // They were read before, and are valid.
  const trajectories = lines.map((line, index) => parseTrajectory(line, `trajectory ${index + 1}`));
  return groupBy(trajectories, ({ task }) => task?.id ?? "");
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string) {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
