import { StarError } from "../../errors.js";
import type { ItemId, UserId } from "../../types.js";
import { quoteValue } from "../parse-row.js";

/** A task that others published. */
export interface PublishedTask {
  /** File and line, for errors. */
  readonly place: string;
  readonly userId: UserId;
  /** Distinct. The held-out item is among them if the source names it. */
  readonly candidates: readonly ItemId[];
  /** Undefined if the source leaves it to the dataset: then it is the last item of the user. */
  readonly heldOut?: ItemId;
}

/** The tasks of a file or folder. */
export interface PublishedTasks {
  /** Base name of the file or folder, for IDs and reports. */
  readonly source: string;
  readonly tasks: readonly PublishedTask[];
}

/** The error for a task that cannot be read or used. */
export function malformedTask(
  place: string,
  { problem, remedy, cause }: { problem: string; remedy: string; cause?: unknown },
): StarError {
  return new StarError("DATASET_MALFORMED", { message: `${place}: ${problem}`, remedy, cause });
}

/** @throws {StarError} `DATASET_MALFORMED` naming the first item that is repeated. */
export function assertDistinctCandidates(place: string, candidates: readonly ItemId[]): void {
  const repeated = candidates.find((item, position) => candidates.indexOf(item) !== position);
  if (repeated === undefined) return;
  throw malformedTask(place, {
    problem: `the candidate ${quoteValue(repeated)} is repeated`,
    remedy: "Name every candidate of a task once.",
  });
}
