import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { BaseTracer, type Run } from "@langchain/core/tracers/base";
import { assertFunctions, assertOptions } from "../../assert.js";
import { StarError } from "../../errors.js";
import { REPAIRS } from "../repairs.js";
import type { Classify } from "./classify.js";
import { joinRecordings } from "./join-recordings.js";
import { toRecording, type Recording } from "./recording.js";
import type { Redact } from "./redact.js";
import { type RunningExecution, toRunning } from "./running.js";
import { recordReading } from "./reply-readings.js";
import {
  beginRun,
  createRunStore,
  endRun,
  releaseExecution,
  resumeRun,
  rootOf,
  joinResumedRoot,
  type Execution,
  type RootRun,
} from "./run-store.js";

/** Options of {@link TrajectoryRecorder}. */
export interface TrajectoryRecorderOptions {
  /** Determines the step kind of a model's text. Default: the node's `star_step`, else `analysis`. */
  readonly classify?: Classify;
  /** Applied to every text before it is stored: messages, arguments, tool answers, errors. Default: no change. */
  readonly redact?: Redact;
  /** If an execution did not complete, include the steps of its unfinished and failed nodes. Default false. */
  readonly includeIncomplete?: boolean;
}

const OPTIONS = { classify: true, redact: true, includeIncomplete: true } as const;

/** LangGraph reports interrupts and resumptions to handlers with this property. */
const GRAPH_CALLBACKS = Symbol.for("langgraph.graph_callback_handler");

/** LangGraph's event for an interrupt or a resumption. */
interface GraphEvent {
  readonly runId: string | undefined;
  readonly checkpointNs: readonly string[];
}

/**
 * Callback handler that records any LangGraph execution. One recorder can record any number of concurrent executions; pass a
 * `runId` to each, and get its recording with {@link TrajectoryRecorder.take}.
 *
 * Only plain data is copied: messages, tool definitions, `langgraph_*` and `star_*` metadata, the thread id and the model's name.
 * Options, context, headers and the rest of the configuration are never read. The inner runs of a `RemoteGraph` are not
 * reported to callbacks: attach the recorder where that graph runs.
 *
 * @example
 * ```ts
 * import { randomUUID } from "node:crypto";
 * import { AIMessage } from "@langchain/core/messages";
 * import { fakeModel } from "@langchain/core/testing";
 * import { END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
 * import { TrajectoryRecorder } from "langgraph-star/recorder";
 *
 * const model = fakeModel().respond(new AIMessage("Star Wars, because of the last choice."));
 * const graph = new StateGraph(MessagesAnnotation)
 *   .addNode("rank", async ({ messages }) => ({ messages: [await model.invoke(messages)] }), {
 *     metadata: { star_step: "recommend" },
 *   })
 *   .addEdge(START, "rank")
 *   .addEdge("rank", END)
 *   .compile({ name: "ranker" });
 *
 * const recorder = new TrajectoryRecorder();
 * const runId = randomUUID();
 * await graph.invoke({ messages: [{ role: "user", content: "Rank." }] }, { callbacks: [recorder], runId });
 * const { steps, status } = recorder.take(runId);
 * console.log(status, steps[0]?.kind); // completed recommend
 * ```
 */
export class TrajectoryRecorder extends BaseTracer {
  readonly [GRAPH_CALLBACKS] = true;
  override readonly name = "trajectory_recorder";
  /** Recordings are complete when `invoke` returns, also with LANGCHAIN_CALLBACKS_BACKGROUND. */
  override awaitHandlers = true;
  readonly #store;
  readonly #options: TrajectoryRecorderOptions;

  constructor(options: TrajectoryRecorderOptions = {}) {
    super();
    assertOptions("TrajectoryRecorder", options, OPTIONS);
    assertFunctions({ classify: options.classify, redact: options.redact });
    this.#options = options;
    this.#store = createRunStore(options.redact ?? ((text) => text));
  }

  /** Number of runs in memory; 0 after every execution was taken or released. */
  get size(): number {
    return this.#store.rows.size;
  }

  /** Whether an execution is in memory. A call that fails before its graph starts has none. */
  has(rootRunId: string): boolean {
    return this.#store.executions.has(rootRunId);
  }

  /** Whether an execution is in memory and stopped to be resumed. */
  isWaiting(rootRunId: string): boolean {
    return this.#store.executions.get(rootRunId)?.at(-1)?.isWaiting === true;
  }

  /** Recordings of all executions in memory, in the order of their start. None is released. */
  recordings(): Recording[] {
    return this.#held().map((execution) => toRecording(execution, this.#options));
  }

  /**
   * The executions in progress: which agents are at work, and the last call. Interrupted ones are included until they are taken.
   *
   * @param rootRunId - Only the execution of this `runId`. Default: all, in the order of their start.
   */
  running(rootRunId?: string): RunningExecution[] {
    const executions = this.#held().filter(
      (execution) => rootRunId === undefined || execution.some(({ row }) => row.id === rootRunId),
    );
    return executions.flatMap((execution) => toRunning(execution) ?? []);
  }

  /**
   * Returns the recording of one execution and releases it. An interrupted execution cannot be joined with its resumption
   * afterwards.
   *
   * @param rootRunId - The `runId` passed to `invoke` or `stream`, or that of a resumption. Optional when only one execution is
   * in memory.
   * @throws {StarError} `INVALID_ARGUMENT` when there is no such execution, or when the id is left out and there are several.
   * @throws {StarError} `TRAJECTORY_INVALID` when the recorder failed while the execution ran.
   */
  take(rootRunId?: string): Recording {
    const execution = this.#find(rootRunId);
    const recording = toRecording(execution, this.#options);
    releaseExecution(this.#store, execution);
    return recording;
  }

  /**
   * Returns all executions of a thread in memory as one recording, oldest first, and releases them. In a file, a thread of many turns is
   * then one trajectory that grows linearly; a trajectory per turn would repeat all earlier turns.
   *
   * @param threadId - The `thread_id` of the thread.
   * @throws {StarError} `INVALID_ARGUMENT` when no execution of this thread is in memory.
   * @throws {StarError} `TRAJECTORY_INVALID` when the recorder failed while one of them ran.
   */
  takeThread(threadId: string): Recording {
    const executions = this.#held().filter((execution) =>
      execution.some((root) => root.threadId === threadId),
    );
    const [first, ...others] = executions.map((execution) => toRecording(execution, this.#options));
    if (first === undefined) {
      throw new StarError("INVALID_ARGUMENT", {
        message: `No execution of the thread "${threadId}" is among the ${this.#held().length} in memory.`,
        remedy: "Pass the thread_id of invoke or stream; every execution can be taken once.",
      });
    }
    for (const execution of executions) releaseExecution(this.#store, execution);
    return joinRecordings(first, others);
  }

  /**
   * Removes an execution from memory.
   *
   * @throws {StarError} `INVALID_ARGUMENT` when there is no such execution.
   */
  release(rootRunId: string): void {
    releaseExecution(this.#store, this.#find(rootRunId));
  }

  /** Waits for callbacks that run in the background, such as those of other handlers. */
  async flush(): Promise<void> {
    await awaitAllCallbacks();
  }

  /** The root runs of one execution map to the same object. */
  #held(): Execution[] {
    return [...new Set(this.#store.executions.values())];
  }

  #find(rootRunId: string | undefined): Execution {
    const held = this.#held();
    const only = rootRunId === undefined && held.length === 1 ? held[0] : undefined;
    const found = only ?? this.#store.executions.get(rootRunId ?? "");
    if (found !== undefined) return found;
    throw new StarError("INVALID_ARGUMENT", {
      message:
        rootRunId === undefined
          ? `No runId was passed and ${held.length} executions are in memory.`
          : `No execution "${rootRunId}" is among the ${held.length} in memory.`,
      remedy: "Pass the runId of invoke or stream; every execution can be taken once.",
    });
  }

  /** The earliest hook: in `onRunCreate`, LangChain has already removed the parent of a late run. */
  override _addRunToRunMap(run: Run): ReturnType<BaseTracer["_addRunToRunMap"]> {
    this.#guard(run, () => beginRun(this.#store, run));
    return super._addRunToRunMap(run);
  }

  override onRunUpdate(run: Run): void {
    this.#guard(run, () => endRun(this.#store, run));
  }

  /** A repaired reply is recorded with its repairs, an unreadable one with the reason. */
  override handleCustomEvent(name: string, data: unknown, runId: string): void {
    if (name !== REPAIRS) return;
    try {
      recordReading(this.#store, runId, data);
    } catch (cause) {
      this.#fail(rootOf(this.#store, runId), cause);
    }
  }

  handleResume({ runId, checkpointNs }: GraphEvent): void {
    resumeRun(this.#store, runId ?? "");
    const root = rootOf(this.#store, runId);
    if (root !== undefined && checkpointNs.length === 0) joinResumedRoot(this.#store, root);
  }

  handleInterrupt({ runId }: GraphEvent): void {
    const root = rootOf(this.#store, runId);
    if (root !== undefined) root.isWaiting = true;
  }

  /** LangChain only logs errors of callbacks. They are stored here and thrown when the recording is requested. */
  #guard(run: Run, record: () => void): void {
    try {
      record();
    } catch (cause) {
      this.#fail(rootOf(this.#store, run.id) ?? rootOf(this.#store, run.parent_run_id), cause);
    }
  }

  #fail(root: RootRun | undefined, cause: unknown): void {
    if (root !== undefined) root.failure ??= { cause };
  }

  /** The name identifies interrupts, recursion limits and aborts. The stack is left out: it contains local paths. */
  protected override stringifyError(error: unknown): string {
    return error instanceof Error ? `${error.name}: ${error.message}` : `Error: ${String(error)}`;
  }

  /** The base class would keep every run of an execution until its end. */
  protected override _addChildRun(): void {}

  protected override async persistRun(): Promise<void> {}
}
