import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { onWrite } from "../file-error.js";
import { readTextLines } from "../files.js";
import { parseJsonLine, parseValue, toTrajectoryLine } from "./trajectory-line.js";
import { trajectorySchema, type Trajectory } from "./trajectory.js";

export { parseTrajectory } from "./trajectory-line.js";

/** Appends trajectories to a file; see {@link openTrajectoryFile}. */
export interface TrajectoryWriter {
  /** Bytes of an incomplete last line that were removed when the file was opened; 0 for a complete or new file. */
  readonly cutBytes: number;
  /** Resolves when the operating system has accepted the line. Concurrent calls are queued. */
  append(trajectory: Trajectory): Promise<void>;
  /** Waits for pending writes and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a JSON Lines file of trajectories for appending and creates it, with its folder, if necessary. An incomplete last line,
 * which a killed process leaves behind, is removed first. Every line is one write, so that at most the last line is lost. The
 * file is locked until it is closed or the process ends.
 *
 * @throws {StarError} `FILE_IN_USE` when another process, or this one, has opened the file.
 * @throws {StarError} `FILE_EXISTS` when the file contains anything but trajectories. It is then not changed.
 * @throws {StarError} `FILE_INACCESSIBLE` when the file cannot be written, here and in `append`.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { listTrajectoryIds, openTrajectoryFile, toTrajectory, TrajectoryRecorder } from "langgraph-star/recorder";
 * import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
 * import { z } from "zod";
 *
 * const graph = new StateGraph(new StateSchema({ n: z.number() }))
 *   .addNode("increment", ({ n }) => ({ n: n + 1 }))
 *   .addEdge(START, "increment")
 *   .addEdge("increment", END)
 *   .compile();
 * const recorder = new TrajectoryRecorder();
 * await graph.invoke({ n: 1 }, { callbacks: [recorder] });
 * const context = { id: "t1", task: null, fingerprint: "v1", temperature: null, outcome: null };
 * const trajectory = toTrajectory(recorder.take(), context);
 *
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "trajectories.jsonl");
 * const writer = await openTrajectoryFile(path);
 * await writer.append(trajectory);
 * await writer.close();
 * console.log(await listTrajectoryIds(path)); // Set(1) { 't1' }
 * ```
 */
export function openTrajectoryFile(path: string): Promise<TrajectoryWriter> {
  return onWrite(path, openFile(path));
}

async function openFile(path: string): Promise<TrajectoryWriter> {
  // Imported when used: readers need none of them.
  const { lockFile } = await import("../file-lock.js");
  const { openLineWriter, repairLastLine } = await import("../line-writer.js");
  const { inspectTrajectoryFile } = await import("./inspect-file.js");
  await mkdir(dirname(path), { recursive: true });
  const lock = await lockFile(path);
  try {
    const cutBytes = await repairLastLine(path, await inspectTrajectoryFile(path));
    const writer = await openLineWriter(path);
    return {
      cutBytes,
      async append(trajectory) {
        await writer.append(toTrajectoryLine(trajectory));
      },
      close: () => writer.close().finally(lock.release),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Reads the trajectories of a file one at a time, in constant memory. Blank lines are skipped.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file, line and reason when a line is not a valid trajectory.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { readTrajectories } from "langgraph-star/recorder";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "trajectories.jsonl");
 * await writeFile(
 *   path,
 *   `{"schema":"star.trajectory/1","id":"t1","task":null,"sample":0,
 *   "source":{"graph":"agent","fingerprint":"v1","models":[],"temperature":null},"prompt":[],"tools":[],"steps":[],
 *   "usage":{"modelCalls":0,"inputTokens":0,"outputTokens":0},"outcome":null,"status":"completed","error":null}`
 *     .replaceAll("\n", ""),
 * );
 * for await (const { id, status } of readTrajectories(path)) console.log(id, status); // t1 completed
 * ```
 */
export async function* readTrajectories(path: string): AsyncGenerator<Trajectory> {
  for await (const { value, location } of readValues(path)) {
    yield parseValue(trajectorySchema, value, location);
  }
}

/**
 * Ids of the trajectories in a file, to find out which tasks are already done. Only ids are validated. Call
 * {@link openTrajectoryFile} first: it creates the file and removes an incomplete last line.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` with file, line and reason when a line has no id.
 *
 * @example
 * ```ts
 * import { mkdtemp, writeFile } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { listTrajectoryIds } from "langgraph-star/recorder";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "trajectories.jsonl");
 * await writeFile(path, '{"id":"t1"}\n{"id":"t2"}\n');
 * console.log(await listTrajectoryIds(path)); // Set(2) { 't1', 't2' }
 * ```
 */
export async function listTrajectoryIds(path: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { value, location } of readValues(path)) {
    ids.add(parseValue(z.object({ id: z.string() }), value, location).id);
  }
  return ids;
}

async function* readValues(path: string): AsyncGenerator<{ value: unknown; location: string }> {
  for await (const { line, number } of readTextLines(path)) {
    const location = `line ${number} of ${path}`;
    if (line.trim() !== "") yield { value: parseJsonLine(line, location), location };
  }
}
