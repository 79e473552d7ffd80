import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { StarError } from "../../errors.js";
import { cutTornLine } from "../../files.js";
import { listTrajectoryIds, readTrajectories } from "../../trajectory/trajectory-file.js";

export interface ExpectedOrigin {
  readonly fingerprint: string;
  readonly seed: number | undefined;
}

/**
 * The ids of the trajectories a file holds already, when they come from the same teacher and seed as those to be added.
 * The first one speaks for all: none is ever added to a file of another origin.
 *
 * @throws {StarError} `FILE_EXISTS` when they come from another teacher or seed.
 * @throws {StarError} `TRAJECTORY_INVALID` when the file holds something else.
 */
export async function readProgress(
  path: string,
  { fingerprint, seed }: ExpectedOrigin,
): Promise<ReadonlySet<string>> {
  for await (const { source, task } of readTrajectories(path)) {
    if (source.fingerprint !== fingerprint) {
      throw foreign(path, "another teacher: its prompts, settings, model or data differ");
    }
    if (task?.seed !== seed) throw foreign(path, `seed ${task?.seed}, not ${seed}`);
    return listTrajectoryIds(path);
  }
  return new Set();
}

function foreign(path: string, difference: string): StarError {
  return new StarError("FILE_EXISTS", {
    message: `${path} holds trajectories of ${difference}.`,
    remedy:
      "Choose another file with --out, repeat the command that wrote it, or start over with --force, which renames the old file.",
  });
}

/** Renames a file that {@link readProgress} would refuse to `FILE.old`; leaves any other where it is. */
export async function setAside(path: string, expected: ExpectedOrigin): Promise<void> {
  if (!existsSync(path)) return;
  try {
    await cutTornLine(path);
    await readProgress(path, expected);
  } catch (error) {
    if (!StarError.isInstance(error)) throw error;
    await rename(path, `${path}.old`);
  }
}
