import { awaitAllCallbacks } from "@langchain/core/callbacks/promises";
import { BaseTracer, type Run } from "@langchain/core/tracers/base";
import { StarError } from "../../errors.js";
import type { Classify } from "./classify.js";
import { toRecording, type Recording } from "./recording.js";
import {
  beginRun,
  createRunStore,
  endRun,
  releaseExecution,
  resumeRun,
  rootOf,
  stitchRoot,
  type Execution,
} from "./run-store.js";
import type { Redact } from "./snapshot.js";

export interface TrajectoryRecorderOptions {
  /** Says what a model's text is. Default: the node's `star_step`, else `analysis`. */
  readonly classify?: Classify;
  /** Applied to every text before it is kept: messages, arguments, tool answers, errors. Default: as it is. */
  readonly redact?: Redact;
  /** Also keep what unfinished and failed nodes of an execution that did not complete had done so far. Default false. */
  readonly includeIncomplete?: boolean;
}

/** LangGraph tells interrupts and resumptions to handlers that carry this mark. */
const GRAPH_CALLBACKS = Symbol.for("langgraph.graph_callback_handler");

/** What LangGraph says of an interrupt or a resumption. */
interface GraphEvent {
  readonly runId: string | undefined;
  readonly checkpointNs: readonly string[];
}

/**
 * Records any LangGraph execution: `graph.invoke(input, { callbacks: [recorder], runId })`. One recorder serves any number
 * of executions at once; name each with a `runId` (`crypto.randomUUID()`) and {@link TrajectoryRecorder.take} it by that.
 *
 * Only copies of plain data are kept: messages, tool definitions, `langgraph_*` and `star_*` metadata, the thread id and the
 * model's name. Options, context, headers and everything else in the configuration are never read. Nothing is seen of a
 * `RemoteGraph`: attach the recorder where that graph runs.
 */
export class TrajectoryRecorder extends BaseTracer {
  readonly [GRAPH_CALLBACKS] = true;
  override readonly name = "trajectory_recorder";
  /** Records are whole when `invoke` returns, also with LANGCHAIN_CALLBACKS_BACKGROUND. */
  override awaitHandlers = true;
  readonly #store;
  readonly #options: TrajectoryRecorderOptions;

  constructor(options: TrajectoryRecorderOptions = {}) {
    super();
    this.#options = options;
    this.#store = createRunStore(options.redact ?? ((text) => text));
  }

  /** How many runs are held; 0 once every execution was taken or released. */
  get size(): number {
    return this.#store.rows.size;
  }

  /** Whether an execution is held. A call that fails before its graph begins leaves none. */
  has(rootRunId: string): boolean {
    return this.#store.executions.has(rootRunId);
  }

  /** Every execution that is held, in the order in which they began. Nothing is released. */
  recordings(): Recording[] {
    return this.#held().map((execution) => toRecording(execution, this.#options));
  }

  /**
   * One execution, which is then forgotten. An interrupted one can no longer be stitched to its resumption after that.
   *
   * @param rootRunId - The `runId` given to `invoke` or `stream`, also that of a resumption. May be left out when only one
   * execution is held.
   * @throws {StarError} `INVALID_ARGUMENT` when there is no such execution, or several to choose from.
   */
  take(rootRunId?: string): Recording {
    const execution = this.#find(rootRunId);
    const recording = toRecording(execution, this.#options);
    releaseExecution(this.#store, execution);
    return recording;
  }

  /** Forgets an execution. */
  release(rootRunId: string): void {
    releaseExecution(this.#store, this.#find(rootRunId));
  }

  /** Waits for callbacks that still run in the background, such as those of other handlers. */
  async flush(): Promise<void> {
    await awaitAllCallbacks();
  }

  /** Root runs of one execution share an entry. */
  #held(): Execution[] {
    return [...new Set(this.#store.executions.values())];
  }

  #find(rootRunId: string | undefined): Execution {
    const held = this.#held();
    const only = rootRunId === undefined && held.length === 1 ? held[0] : undefined;
    const found = only ?? this.#store.executions.get(rootRunId ?? "");
    if (found !== undefined) return found;
    throw new StarError("INVALID_ARGUMENT", {
      message: `No recording "${rootRunId ?? "(none named)"}" among the ${held.length} that are held.`,
      remedy: "Pass the runId that was given to invoke or stream, once.",
    });
  }

  /** The earliest hook: by the time of `onRunCreate` LangChain has forgotten the parent of a run that comes late. */
  override _addRunToRunMap(run: Run): ReturnType<BaseTracer["_addRunToRunMap"]> {
    this.#guard(run, () => beginRun(this.#store, run));
    return super._addRunToRunMap(run);
  }

  override onRunUpdate(run: Run): void {
    this.#guard(run, () => endRun(this.#store, run));
  }

  handleResume({ runId, checkpointNs }: GraphEvent): void {
    resumeRun(this.#store, runId ?? "");
    const root = rootOf(this.#store, runId);
    if (root !== undefined && checkpointNs.length === 0) stitchRoot(this.#store, root);
  }

  handleInterrupt({ runId }: GraphEvent): void {
    const root = rootOf(this.#store, runId);
    if (root !== undefined) root.isWaiting = true;
  }

  /** A failure inside a callback would be printed and forgotten; it is kept, and thrown by whoever asks for the recording. */
  #guard(run: Run, record: () => void): void {
    try {
      record();
    } catch (cause) {
      const root = rootOf(this.#store, run.id) ?? rootOf(this.#store, run.parent_run_id);
      if (root !== undefined) root.failure ??= { cause };
    }
  }

  /** The name tells an interrupt, a recursion limit or an abort; the stack would tell paths of the machine. */
  protected override stringifyError(error: unknown): string {
    return error instanceof Error ? `${error.name}: ${error.message}` : `Error: ${String(error)}`;
  }

  /** The base class would hold every run of an execution until its end. */
  protected override _addChildRun(): void {}

  protected override async persistRun(): Promise<void> {}
}
