/** A failure with what to do about it. */
export class StarterError extends Error {
  override readonly name = "StarterError";
  readonly exitCode: number;

  constructor(problem: string, { remedy, exitCode, cause }: StarterErrorDetails) {
    super(`${problem} ${remedy}`, { cause });
    this.exitCode = exitCode;
  }
}

interface StarterErrorDetails {
  /** An imperative sentence. */
  readonly remedy: string;
  readonly exitCode: 1 | 2;
  readonly cause?: unknown;
}

/** An error of the arguments: exit code 2. */
export function usageError(problem: string): StarterError {
  const remedy = "Name one folder: npm create langgraph-star my-recommender";
  return new StarterError(problem, { remedy, exitCode: 2 });
}
