import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { StarError } from "../errors.js";
import { truncatePartialLine, readTextLines } from "../files.js";
import { trajectorySchema, type Trajectory } from "./trajectory.js";

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
 * which a killed process leaves behind, is removed first. Every line is one write, so that at most the last line is lost.
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
export async function openTrajectoryFile(path: string): Promise<TrajectoryWriter> {
  await mkdir(dirname(path), { recursive: true });
  const cutBytes = await truncatePartialLine(path);
  const file = await open(path, "a");
  let last = Promise.resolve();
  return {
    cutBytes,
    append(trajectory) {
      const line = Buffer.from(toLine(trajectory));
      last = last.then(() => writeWhole(file, line));
      return last;
    },
    async close() {
      await last.finally(() => file.close());
    },
  };
}

// A write can be partial, for example when the disk is nearly full.
async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written);
    written += bytesWritten;
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
    yield parse(trajectorySchema, value, location);
  }
}

/**
 * Parses one line of a trajectory file.
 *
 * @param location - Name of the line in errors, such as `line 3 of train.jsonl`.
 * @throws {StarError} `TRAJECTORY_INVALID` with location and reason when the line is not a valid trajectory.
 */
export function parseTrajectory(line: string, location: string): Trajectory {
  return parse(trajectorySchema, parseJson(line, location), location);
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
    ids.add(parse(z.object({ id: z.string() }), value, location).id);
  }
  return ids;
}

async function* readValues(path: string): AsyncGenerator<{ value: unknown; location: string }> {
  for await (const { line, number } of readTextLines(path)) {
    const location = `line ${number} of ${path}`;
    if (line.trim() !== "") yield { value: parseJson(line, location), location };
  }
}

// Some readers treat U+2028 and U+2029 as line ends, even inside JSON strings.
function toLine(trajectory: Trajectory): string {
  const json = JSON.stringify(trajectory).replace(/[\u2028\u2029]/g, (character) =>
    character === "\u2028" ? "\\u2028" : "\\u2029",
  );
  return `${json}\n`;
}

function parseJson(line: string, location: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw invalid(location, String(cause), cause);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, location: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(location, z.prettifyError(parsed.error), parsed.error);
}

function invalid(location: string, reason: string, cause: unknown): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `${capitalize(location)} is not a valid trajectory: ${reason}`,
    remedy: "Correct or delete the line, or write the file again.",
    cause,
  });
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
