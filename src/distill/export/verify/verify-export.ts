import { onRead } from "../../../file-error.js";
import type { VerifyOptions, VerifyReport } from "./check-export.js";

/**
 * Reads all files of an export as their trainers do, renders their rows and compares the result with the linear text byte by byte.
 * Checks masks, tool schemas, ids, splits and leaks. Compares all bytes with the output of `exportTrajectories`, so that a change is
 * found even if all checksums were updated. Memory is constant except for the ids.
 *
 * @throws {StarError} `EXPORT_INVALID` when the folder has no valid manifest.
 * @throws {StarError} `FILE_INACCESSIBLE` when a file cannot be read.
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
 * for (const task of star.createTasks(dataset, { split: "train", limit: 2 }).tasks) {
 *   await file.append(await runTask({ graph, tools, dataset, task, fingerprint: "v1", temperature: 0 }));
 * }
 * await file.close();
 *
 * const directory = join(folder, "export");
 * await star.exportTrajectories({ path, directory, settings: { keepRank: 20 } });
 * const { ok, rows, problems } = await star.verifyExport({ directory });
 * console.log(ok, rows.examples, problems); // true 2 []
 * ```
 */
export async function verifyExport(options: VerifyOptions): Promise<VerifyReport> {
  // Imported when used: the formats and their readers are a large part of this package.
  const { checkExport } = await import("./check-export.js");
  return onRead(options.directory, checkExport(options));
}
