const MARK = Symbol.for("langgraph-star.error");

/** Every way this library fails on purpose. Each code has a heading in `docs/errors.md`. */
export const STAR_ERROR_CODES = [
  "INVALID_ARGUMENT",
  "DATASET_NOT_FOUND",
  "DATASET_EMPTY",
  "DATASET_MALFORMED",
  "DATASET_ENCODING",
  "SCENARIO_UNSUPPORTED",
  "UNKNOWN_ITEM",
  "INDEX_NOT_FOUND",
  "INDEX_MISMATCH",
  "INDEX_CORRUPTED",
  "CATALOG_TOO_LARGE",
  "DEPENDENCY_MISSING",
  "MODEL_ANSWER_INVALID",
  "MODEL_UNKNOWN",
  "RANKING_INVALID",
  "TRAJECTORY_INVALID",
  "FILE_EXISTS",
  "LEAK_FOUND",
  "WORKER_FAILED",
  "EXPORT_INVALID",
  "ENGINE_UNSUPPORTED",
  "CHECKPOINT_INVALID",
  "STUDENT_INVALID",
  "TRAINING_DIVERGED",
] as const;
export type StarErrorCode = (typeof STAR_ERROR_CODES)[number];

export interface StarErrorDetails {
  /** What is wrong, naming the offending value and its place. */
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly remedy: string;
  readonly cause?: unknown;
}

/**
 * A failure with its place and what to do about it. `error.message` ends with the remedy, so that it also reaches an agent.
 * Test with {@link StarError.isInstance}, which works across copies of the package, not with `instanceof`.
 */
export class StarError extends Error {
  readonly [MARK] = true;
  override readonly name = "StarError";
  readonly code: StarErrorCode;
  readonly remedy: string;

  constructor(code: StarErrorCode, { message, remedy, cause }: StarErrorDetails) {
    super(`${message} ${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }

  static isInstance(error: unknown): error is StarError {
    return typeof error === "object" && error !== null && MARK in error;
  }
}
