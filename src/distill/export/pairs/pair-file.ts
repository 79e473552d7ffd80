import { type FileHandle, open } from "node:fs/promises";
import { StarError } from "../../../errors.js";
import { onRead } from "../../../file-error.js";
import { decodeLine, readByteLines } from "../../../files.js";
import { parseTrajectory } from "../../../trajectory/trajectory-file.js";
import { createIdSet } from "../id-set.js";
import { type FileChecksum, checksumOfFile } from "../../../checksum.js";

/** A trajectory file from which the rejected answers of preference pairs are taken, by task. */
export interface PairFile {
  readonly input: FileChecksum;
  /** Number of trajectories in the file. */
  readonly trajectories: number;
  /** Reads the trajectories of tasks, as lines in the order of the file. */
  read(tasks: ReadonlySet<string>): Promise<string>;
  close(): Promise<void>;
}

/** The manifest's entry of a pair file; empty without one. */
export function describePairFile(file: PairFile | undefined, wrong: number) {
  if (file === undefined) return {};
  return { pairsFrom: { ...file.input, trajectories: file.trajectories, wrong } };
}

/** Bytes of a line. */
interface Place {
  readonly start: number;
  readonly length: number;
}

/**
 * Opens a trajectory file and notes where the trajectories of each task are. Memory is constant per trajectory.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file and line for an invalid trajectory, and for a duplicate id.
 * @throws {StarError} `FILE_INACCESSIBLE` when the file cannot be read.
 */
export async function openPairFile(path: string): Promise<PairFile> {
  const { places, trajectories } = await indexByTask(path);
  const input = await checksumOfFile(path);
  const file = await onRead(path, open(path));
  return {
    input,
    trajectories,
    read: (tasks) => onRead(path, readLines(file, listPlaces(places, tasks))),
    close: () => file.close(),
  };
}

async function indexByTask(path: string) {
  const places = new Map<string, Place[]>();
  const ids = createIdSet();
  let [start, line] = [0, 0];
  for await (const bytes of readByteLines(path)) {
    line++;
    const text = decodeLine(bytes);
    if (text.trim() !== "") {
      const { id, task } = parseTrajectory(text, `line ${line} of ${path}`);
      if (!ids.add(id)) throw duplicateId(id, path);
      if (task !== null) {
        const known = places.get(task.id) ?? [];
        known.push({ start, length: bytes.length });
        places.set(task.id, known);
      }
    }
    start += bytes.length + "\n".length;
  }
  return { places, trajectories: ids.size() };
}

function duplicateId(id: string, path: string): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `Duplicate trajectory id "${id}" in ${path}.`,
    remedy: "Delete one of the two lines.",
  });
}

function listPlaces(
  places: ReadonlyMap<string, readonly Place[]>,
  tasks: ReadonlySet<string>,
): Place[] {
  const found = [...tasks].flatMap((task) => places.get(task) ?? []);
  return found.sort((one, other) => one.start - other.start);
}

async function readLines(file: FileHandle, places: readonly Place[]): Promise<string> {
  const lines: string[] = [];
  for (const { start, length } of places) {
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, start);
    lines.push(decodeLine(bytes));
  }
  return lines.join("\n");
}
