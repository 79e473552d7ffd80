/** A run in progress. Plain data without references to Node, so that the page uses it, too. */
export interface RunningRun {
  /** The id that its trajectory will have. */
  readonly id: string;
  /** What it is about: the user of a task, or the graph and its thread. */
  readonly name: string;
  /** Agents at work. */
  readonly agents: readonly string[];
  /** Null before the first call, and for runs whose calls are not known yet. */
  readonly lastCall: ShownCall | null;
  readonly modelCalls: number;
  readonly toolCalls: number;
  /** Milliseconds since it began. */
  readonly elapsedMs: number;
  /** True if it was interrupted and can be resumed. */
  readonly isWaiting: boolean;
}

/** The last call of a run in progress. */
export interface ShownCall {
  readonly kind: "model" | "tool";
  readonly name: string;
  readonly agent: string;
  /** True until the answer is there. */
  readonly isRunning: boolean;
  /** Milliseconds since it began. */
  readonly elapsedMs: number;
}

/** How much of the work of a command is done. */
export interface LiveProgress {
  readonly done: number;
  readonly total: number;
}

/** What an event says: the whole state, so that one that was missed is not missing. */
export interface LiveState {
  /** That of `TraceList`: another one means that the list has changed. */
  readonly version: string;
  /** Runs in the file. */
  readonly all: number;
  /** The runs in progress that began first. */
  readonly running: readonly RunningRun[];
  /** Number of all runs in progress. */
  readonly runningCount: number;
  /** Null if the number of runs is not known. */
  readonly progress: LiveProgress | null;
  /** Why the file could not be read; empty if it could. */
  readonly problem: string;
  /** True for the last event, before the server ends. */
  readonly isOver: boolean;
}
