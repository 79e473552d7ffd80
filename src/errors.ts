const MARK = Symbol.for("langgraph-star.error");

/** Codes of every error that this library throws on purpose; `docs/errors.md` explains each. */
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
  "MODEL_UNREACHABLE",
  "MODEL_UNAUTHORIZED",
  "MODEL_NOT_FOUND",
  "MODEL_QUOTA_EXHAUSTED",
  "MODEL_UNAVAILABLE",
  "MODEL_REQUEST_REFUSED",
  "MODEL_CONTEXT_EXCEEDED",
  "RANKING_INVALID",
  "TRAJECTORY_INVALID",
  "FILE_EXISTS",
  "FILE_INACCESSIBLE",
  "FILE_IN_USE",
  "LEAK_FOUND",
  "WORKER_FAILED",
  "QUEUE_UNREACHABLE",
  "QUEUE_MISMATCH",
  "EXPORT_INVALID",
  "TEMPLATE_LOSS",
  "ENGINE_UNSUPPORTED",
  "CHECKPOINT_INVALID",
  "STUDENT_INVALID",
  "TRAINING_DIVERGED",
  "TRAINING_FAILED",
] as const;
/** One of {@link STAR_ERROR_CODES}. */
export type StarErrorCode = (typeof STAR_ERROR_CODES)[number];

/** What a {@link StarError} is made of. */
export interface StarErrorDetails {
  /** What is wrong: the offending value and where it is. A text without punctuation at its end gets a full stop. */
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly remedy: string;
  /** The same facts for a program, such as the name of the option. Default: none. */
  readonly fields?: StarErrorFields;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/** Facts about a failure that a program can read: JSON scalars by name. */
export type StarErrorFields = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The error that this library throws on purpose. `message` is `problem` followed by `remedy`, so that an agent that reads
 * only the message also learns what to do. Test with {@link StarError.isInstance}, which works across copies of the
 * package, not with `instanceof`.
 *
 * @example
 * ```ts
 * import { loadDataset, StarError } from "langgraph-star";
 *
 * try {
 *   await loadDataset({ name: "movielens-100k", directory: "no/such/folder" });
 * } catch (error) {
 *   if (!StarError.isInstance(error)) throw error;
 *   console.log(error.code); // DATASET_NOT_FOUND
 *   console.log(error.problem, error.remedy);
 * }
 * ```
 */
export class StarError extends Error {
  readonly [MARK] = true;
  override readonly name = "StarError";
  readonly code: StarErrorCode;
  /** What is wrong, without the remedy. */
  readonly problem: string;
  /** What to do about it. */
  readonly remedy: string;
  /** Facts for a program; empty if the error has none beyond its message. */
  readonly fields: StarErrorFields;

  constructor(code: StarErrorCode, { message, remedy, fields = {}, cause }: StarErrorDetails) {
    const problem = endSentence(message);
    super(`${problem} ${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problem = problem;
    this.remedy = remedy;
    this.fields = fields;
  }

  /** True for a `StarError` of any copy of this package. */
  static isInstance(error: unknown): error is StarError {
    return typeof error === "object" && error !== null && MARK in error;
  }
}

/** Adds a full stop unless the text ends with punctuation, as the messages of other libraries may or may not. */
export function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
