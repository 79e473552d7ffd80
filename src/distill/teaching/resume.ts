import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { StarError } from "../../errors.js";
import { listTrajectoryIds, readTrajectories } from "../../trajectory/trajectory-file.js";

/** The teacher and seed of the trajectories that a run appends. */
export interface ExpectedSource {
  readonly fingerprint: string;
  readonly seed: number | undefined;
}

/**
 * Ids of the trajectories in a file. Only the first trajectory is compared with the expected source, since `teach` never
 * appends to a file of another source.
 *
 * @throws {StarError} `FILE_EXISTS` when the file is from another teacher or seed.
 * @throws {StarError} `TRAJECTORY_INVALID` when a line is not a valid trajectory.
 */
export async function readFinishedIds(
  path: string,
  { fingerprint, seed }: ExpectedSource,
): Promise<ReadonlySet<string>> {
  for await (const { source, task } of readTrajectories(path)) {
    if (source.fingerprint !== fingerprint) {
      throw foreignFile(path, "another teacher: its prompts, settings, model or data differ");
    }
    if (task?.seed !== seed) throw foreignFile(path, `seed ${task?.seed}, not ${seed}`);
    return listTrajectoryIds(path);
  }
  return new Set();
}

function foreignFile(path: string, difference: string): StarError {
  return new StarError("FILE_EXISTS", {
    message: `${path} contains trajectories of ${difference}.`,
    remedy:
      "Choose another file with --out, repeat the command that wrote it, or start over with --force, which renames the old file.",
  });
}

/** Renames the file to `FILE.old` if {@link readFinishedIds} rejects it; otherwise leaves it unchanged. */
export async function backUpForeignFile(path: string, expected: ExpectedSource): Promise<void> {
  if (!existsSync(path)) return;
  try {
    await readFinishedIds(path, expected);
  } catch (error) {
    if (!StarError.isInstance(error)) throw error;
    await rename(path, `${path}.old`);
  }
}
