import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportTrajectories } from "../../../src/distill/export/export-trajectories.js";
import type { ExportSettings } from "../../../src/distill/export/settings.js";
import { runTask } from "../../../src/distill/teaching/run-task.js";
import { createTeacher } from "../../../src/graphs/teacher.js";
import { OfflineModel } from "../../../src/models/offline/offline-model.js";
import type { TraceData } from "../../../src/serve/traces/evidence/split-data.js";
import { loadMeter } from "../../../src/serve/traces/training/load-meter.js";
import { createTools } from "../../../src/tools/create-tools.js";
import { toTrajectoryLine } from "../../../src/trajectory/trajectory-line.js";
import type { Trajectory } from "../../../src/trajectory/trajectory.js";
import { createWorld } from "../../distill/teaching/support.js";

/** A folder for a trajectory file and its index. */
export function createFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "star-traces-"));
}

/** Writes trajectories to a new file. */
export async function writeTrajectories(trajectories: readonly Trajectory[]) {
  const folder = await createFolder();
  const path = join(folder, "runs.jsonl");
  await writeFile(path, trajectories.map(toTrajectoryLine).join(""));
  return { path, folder, cacheDir: join(folder, "cache") };
}

/** Exports trajectories to a new folder, with the tokenizer. */
export async function exportRuns(
  trajectories: readonly Trajectory[],
  settings: Partial<ExportSettings>,
): Promise<string> {
  const { path, folder } = await writeTrajectories(trajectories);
  const directory = join(folder, "export");
  await exportTrajectories({ path, directory, settings, meter: await loadMeter() });
  return directory;
}

/** Runs the teacher on some tasks of a synthetic dataset. */
export async function runTeacher(): Promise<Trajectory[]> {
  return (await runTeacherWithData()).trajectories;
}

/** The same with the dataset. */
export async function runTeacherWithData(): Promise<{
  readonly trajectories: Trajectory[];
  readonly data: TraceData;
}> {
  const { dataset, host, tasks } = await createWorld();
  const { index } = host;
  const tools = createTools({ index, dataset });
  const graph = createTeacher({ llm: new OfflineModel(), tools }).compile();
  const trajectories: Trajectory[] = [];
  for (const task of tasks) {
    trajectories.push(await runTask({ graph, dataset, task, fingerprint: "v1", temperature: 0 }));
  }
  return { trajectories, data: { dataset, loadIndex: async () => index } };
}

/** Texts that try to become markup, scripts, addresses or another order of the text. */
export const HOSTILE = [
  "</script><script>window.wasAttacked = 1</script>",
  '<img src=x onerror="window.wasAttacked = 1">',
  "javascript:window.wasAttacked=1",
  '"><svg onload=window.wasAttacked=1>',
  "<!--<script>",
  "${window.wasAttacked = 1}",
  "\u202egnp.exe\u001b[31m\u0000",
  "__proto__",
].join(" ");
