import type { Manifest } from "./manifest.js";
import type { ExportOptions } from "./export-options.js";

/**
 * Exports trajectories as the files of trainers: rows, configurations and a manifest. The folder appears only when it is complete.
 * Memory is constant except for 64 bytes per trajectory, to detect duplicate ids.
 *
 * @returns The manifest, which is also written to `manifest.json`.
 * @throws {StarError} `TRAJECTORY_INVALID` with file and line for an invalid trajectory, and for a duplicate id.
 * @throws {StarError} `LEAK_FOUND` for trajectories of validation and test tasks, unless `anySplit` is set.
 * @throws {StarError} `FILE_EXISTS` when the folder contains anything but an earlier export.
 * @throws {StarError} `FILE_INACCESSIBLE` when the file cannot be read or the folder cannot be written.
 * @throws {StarError} `INVALID_ARGUMENT` for an invalid setting.
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import * as star from "langgraph-star";
 * import { createSyntheticDataset } from "langgraph-star/data";
 * import { runTask } from "langgraph-star/export";
 *
 * const folder = await mkdtemp(join(tmpdir(), "star-"));
 * const dataset = createSyntheticDataset({ users: 200, items: 300, interactions: 6000 });
 * const sequences = star.fitInteractions(dataset, "train");
 * const index = await star.fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const tools = star.createTools({ index, dataset });
 * const graph = star.createTeacher({ llm: new star.OfflineModel(), tools }).compile();
 *
 * const path = join(folder, "trajectories.jsonl");
 * const file = await star.openTrajectoryFile(path);
 * for (const task of star.createTasks(dataset, { split: "train", limit: 3 }).tasks) {
 *   await file.append(await runTask({ graph, tools, dataset, task, fingerprint: "v1", temperature: 0 }));
 * }
 * await file.close();
 *
 * const settings = { keepRank: 20 };
 * const { counts } = await star.exportTrajectories({ path, directory: join(folder, "export"), settings });
 * console.log(counts.verdicts.kept); // 3
 * ```
 */
export async function exportTrajectories(options: ExportOptions): Promise<Manifest> {
  // Imported when used: the formats and their writers are a large part of this package.
  const { writeExport } = await import("./write-export.js");
  return writeExport(options);
}
