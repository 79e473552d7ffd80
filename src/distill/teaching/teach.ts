import type { TeachOptions, TeachResult } from "./teach-options.js";

/**
 * Runs a teacher on tasks and writes the trajectories to a file. Completed runs whose trajectories are in the file are skipped,
 * so a call with the same options resumes an interrupted one. Every trajectory is on disk when its run ends; those that must
 * wait for an earlier one are in `PATH.pending` until then.
 *
 * @throws {StarError} `FILE_EXISTS` when the file contains anything but trajectories of this teacher and seed. It is then not changed.
 * @throws {StarError} `FILE_IN_USE` when another process writes the file.
 * @throws {StarError} `TRAJECTORY_INVALID` when a line is not a valid trajectory. The file is then not changed.
 * @throws {StarError} `WORKER_FAILED` when a worker thread dies. The file keeps what was finished before.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import {
 *   createTasks,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   teach,
 * } from "langgraph-star";
 * import {
 *   createTeacherHost,
 *   fingerprintOfTeacher,
 *   TEACHER_DEFAULTS as settings,
 * } from "langgraph-star/export";
 *
 * const sizes = { users: 60, items: 80, interactions: 1_200 };
 * const dataset = await loadDataset({ name: "synthetic", sizes });
 * const sequences = fitInteractions(dataset, "test");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const host = { index, dataset, model: { spec: "offline", temperature: 0, seed: 1 } };
 * const { statuses } = await teach({
 *   teacher: createTeacherHost(host),
 *   settings,
 *   fingerprint: fingerprintOfTeacher(host, settings),
 *   tasks: createTasks(dataset, { split: "test", limit: 5 }).tasks,
 *   path: join(await mkdtemp(join(tmpdir(), "star-")), "trajectories.jsonl"),
 * });
 * console.log(statuses.completed); // 5
 * ```
 */
export async function teach(options: TeachOptions): Promise<TeachResult> {
  // Imported when used: most programs only need the types.
  const { teachTasks } = await import("./teach-tasks.js");
  return teachTasks(options);
}
