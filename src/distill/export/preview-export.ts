import type { ExportPreview, PreviewOptions } from "./count-export.js";

/**
 * Counts what `exportTrajectories` would write, and what it would leave out, without writing anything. The rows are selected and
 * rendered as for an export, so the counts are those of its manifest.
 *
 * @returns Counts, and by reason the number of trajectories and the length of their texts.
 * @throws {StarError} As `exportTrajectories`, except for errors about the folder.
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import * as star from "langgraph-star";
 * import { createSyntheticDataset } from "langgraph-star/data";
 * import { previewExport, runTask } from "langgraph-star/export";
 *
 * const dataset = createSyntheticDataset({ users: 200, items: 300, interactions: 6000 });
 * const sequences = star.fitInteractions(dataset, "train");
 * const index = await star.fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const tools = star.createTools({ index, dataset });
 * const graph = star.createTeacher({ llm: new star.OfflineModel(), tools }).compile();
 *
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "trajectories.jsonl");
 * const file = await star.openTrajectoryFile(path);
 * for (const task of star.createTasks(dataset, { split: "train", limit: 3 }).tasks) {
 *   await file.append(await runTask({ graph, dataset, task, fingerprint: "v1", temperature: 0 }));
 * }
 * await file.close();
 *
 * const { reasons } = await previewExport({ path, settings: { keepRank: null, where: "sample > 0" } });
 * console.log(reasons.map(({ reason, trajectories }) => `${trajectories} ${reason}`)); // [ "3 filtered_out" ]
 * ```
 */
export async function previewExport(options: PreviewOptions): Promise<ExportPreview> {
  // Imported when used: the formats are a large part of this package.
  const { countExport } = await import("./count-export.js");
  return countExport(options);
}
