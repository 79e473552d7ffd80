/** What the benchmark of evidence asks of a build in another process, and what it answers. */

/** The generated catalog that evidence is computed for. */
export interface CatalogSizes {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

/** Runs the next tasks: `evidence` calls the tool for all candidates, `teacher` runs the graph on tasks of the default synthetic dataset. */
export interface TaskRequest {
  readonly kind: "evidence" | "teacher";
  readonly tasks: number;
}

/** Cost of a {@link TaskRequest}. */
export interface MeasuredTasks {
  /** Milliseconds per task, of all threads. */
  readonly processor: number;
  /** Milliseconds per task. */
  readonly wall: number;
  /** Memory in use after the tasks and a garbage collection, in megabytes. The histories of all tasks so far are kept. */
  readonly megabytes: number;
  /** Checksum of all answers of the request. */
  readonly answers: string;
}
