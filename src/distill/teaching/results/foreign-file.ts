import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { StarError } from "../../../errors.js";
import { onWrite } from "../../../file-error.js";
import { lockFile } from "../../../file-lock.js";
import { type CheckTrajectory, readLines, readUniqueLines } from "./read-lines.js";
import { pendingPathOf } from "./result-file.js";

/** The teacher and seed of the trajectories that a run adds. */
export interface ExpectedSource {
  readonly fingerprint: string;
  readonly seed: number | undefined;
}

/**
 * Creates a check for trajectories of the expected teacher and seed.
 *
 * @returns A function that throws a `StarError` with the code `FILE_EXISTS` for any other trajectory.
 */
export function checkSource({ fingerprint, seed }: ExpectedSource): CheckTrajectory {
  return ({ source, task }, location) => {
    if (source.fingerprint !== fingerprint) {
      throw foreign(
        location,
        "another teacher: its prompts, settings, model, server or data differ",
      );
    }
    if (task?.seed !== seed) throw foreign(location, `seed ${task?.seed}, not ${seed}`);
  };
}

function foreign(location: string, difference: string): StarError {
  return new StarError("FILE_EXISTS", {
    message: `The trajectory in ${location} is of ${difference}.`,
    remedy:
      "Choose another file with --out, repeat the command that wrote it, or start over with --force, which renames the old file.",
  });
}

/**
 * Renames a file that a run with this source cannot continue to `PATH.old`, or to the first of `PATH.old-2`, `PATH.old-3`, …
 * that is free; otherwise leaves it unchanged.
 *
 * @throws {StarError} `FILE_IN_USE` when another process writes the file.
 */
export async function backUpForeignFile(path: string, expected: ExpectedSource): Promise<void> {
  if (!existsSync(path)) return;
  const lock = await lockFile(path);
  try {
    const check = checkSource(expected);
    await readUniqueLines(path, check);
    await readLines(pendingPathOf(path), check);
  } catch (error) {
    if (!StarError.isInstance(error)) throw error;
    const target = freeName(`${path}.old`);
    await onWrite(target, rename(path, target));
    const [pending, pendingTarget] = [pendingPathOf(path), pendingPathOf(target)];
    if (existsSync(pending)) await onWrite(pendingTarget, rename(pending, pendingTarget));
  } finally {
    await lock.release();
  }
}

function freeName(path: string): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? path : `${path}-${count}`;
    if (!existsSync(name) && !existsSync(pendingPathOf(name))) return name;
  }
}
