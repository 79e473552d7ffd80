import type { Trajectory } from "../trajectory.js";
import type { RootRun } from "./run-store.js";

type Status = Pick<Trajectory, "status" | "error">;

/** How an execution ended, by its last root run. */
export function statusOf({ row, isWaiting }: RootRun): Status {
  if (row.end === undefined) {
    return { status: "interrupted", error: "The execution had not ended when it was taken." };
  }
  const { error } = row.end;
  if (error !== undefined) return { status: statusOfError(error), error };
  if (isWaiting) return { status: "interrupted", error: "The graph waits to be resumed." };
  return { status: "completed", error: null };
}

/** LangGraph rejects an aborted run with an `Error` called "Abort". */
function statusOfError(error: string): Trajectory["status"] {
  if (error.startsWith("GraphRecursionError:")) return "truncated";
  return /^(AbortError:|GraphDrained:|Error: Abort$)/.test(error) ? "interrupted" : "failed";
}
