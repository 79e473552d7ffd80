import type { Run } from "@langchain/core/tracers/base";
import { TrajectoryRecorder, type TrajectoryRecorderOptions } from "./recorder/recorder.js";
import { toTrajectory, type TrajectoryContext } from "./recorder/to-trajectory.js";
import { openTrajectoryFile, type TrajectoryWriter } from "./trajectory-file.js";

/** Options of {@link openFileRecorder}. */
export interface FileRecorderOptions extends TrajectoryRecorderOptions {
  /** A JSON Lines file; trajectories are appended. */
  readonly path: string;
  /** Identifies what ran, such as a version of the graphs. */
  readonly fingerprint: string;
  /** The task of an execution. Default: none, as for a graph that does not recommend. */
  readonly taskOf?: (execution: EndedExecution) => TrajectoryContext["task"];
}

/** What `taskOf` of {@link openFileRecorder} gets. */
export interface EndedExecution {
  /** The id of the execution's last run. */
  readonly runId: string;
  /** The final output of the graph; undefined if it failed. */
  readonly output: unknown;
}

/** A recorder that writes to a file; see {@link openFileRecorder}. */
export interface FileRecorder extends TrajectoryRecorder {
  /** The file that the trajectories are appended to. */
  readonly path: string;
  /** Writes the interrupted executions, too, and closes the file. */
  close(): Promise<void>;
}

/** Interrupted executions in memory, above which the oldest is written as it is. */
const MAX_WAITING = 1000;

/**
 * A recorder for graphs that somebody else runs, such as the LangGraph server: each execution is appended to a file when it ends, with
 * the id of its last run. An interrupted execution is written when it was resumed and ends, or when the recorder is closed.
 *
 * @throws {StarError} As {@link openTrajectoryFile}.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { END, START, StateGraph, StateSchema } from "@langchain/langgraph";
 * import { openFileRecorder, readTrajectories } from "langgraph-star/recorder";
 * import { z } from "zod";
 *
 * const path = join(await mkdtemp(join(tmpdir(), "star-")), "trajectories.jsonl");
 * const recorder = await openFileRecorder({ path, fingerprint: "v1" });
 * const graph = new StateGraph(new StateSchema({ n: z.number() }))
 *   .addNode("increment", ({ n }) => ({ n: n + 1 }))
 *   .addEdge(START, "increment")
 *   .addEdge("increment", END)
 *   .compile({ name: "counter" })
 *   .withConfig({ callbacks: [recorder] });
 * await graph.invoke({ n: 1 });
 * await recorder.close();
 * for await (const { source, status } of readTrajectories(path)) console.log(source.graph, status); // counter completed
 * ```
 */
export async function openFileRecorder(options: FileRecorderOptions): Promise<FileRecorder> {
  const { path, fingerprint, taskOf, ...recorderOptions } = options;
  const file = await openTrajectoryFile(path);
  return new WritingRecorder(recorderOptions, { path, file, fingerprint, taskOf });
}

interface Destination extends Pick<FileRecorderOptions, "path" | "fingerprint"> {
  readonly file: TrajectoryWriter;
  readonly taskOf: FileRecorderOptions["taskOf"];
}

class WritingRecorder extends TrajectoryRecorder implements FileRecorder {
  readonly #destination: Destination;
  /** Ids of the last runs of interrupted executions, oldest first. */
  readonly #waiting = new Set<string>();

  constructor(options: TrajectoryRecorderOptions, destination: Destination) {
    super(options);
    this.#destination = destination;
  }

  get path(): string {
    return this.#destination.path;
  }

  override async onRunUpdate(run: Run): Promise<void> {
    super.onRunUpdate(run);
    if (!this.has(run.id)) return;
    this.#forgetResumed();
    if (!this.isWaiting(run.id)) return this.#write({ runId: run.id, output: run.outputs });
    this.#waiting.add(run.id);
    const [oldest] = this.#waiting;
    if (oldest !== undefined && this.#waiting.size > MAX_WAITING) await this.#writeWaiting(oldest);
  }

  async close(): Promise<void> {
    this.#forgetResumed();
    for (const runId of this.#waiting) await this.#writeWaiting(runId);
    await this.#destination.file.close();
  }

  #forgetResumed(): void {
    for (const runId of this.#waiting) if (!this.isWaiting(runId)) this.#waiting.delete(runId);
  }

  #writeWaiting(runId: string): Promise<void> {
    this.#waiting.delete(runId);
    return this.#write({ runId, output: undefined });
  }

  async #write(execution: EndedExecution): Promise<void> {
    const { file, fingerprint, taskOf } = this.#destination;
    const recording = this.take(execution.runId);
    const task = taskOf?.(execution) ?? null;
    const context = { id: execution.runId, task, fingerprint, temperature: null, outcome: null };
    await file.append(toTrajectory(recording, context));
  }
}
