import type { Run } from "@langchain/core/tracers/base";
import type { MissingPart } from "../../recorder/missing.js";
import { isRecord } from "../../recorder/snapshot.js";
import { readError } from "./read-error.js";
import { reviveMessages } from "./revive-messages.js";

/** One run as some other tool has kept it: all that the recorder would have read of it. */
export interface ExportedRun {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** `chain`, `llm`, `tool`, or anything else. */
  readonly type: string;
  /** Unix milliseconds; a fraction tells runs of one millisecond apart. */
  readonly startedAt: number;
  /** Undefined for a run that had not ended. */
  readonly endedAt: number | undefined;
  /** Tells runs apart that began at the same time. */
  readonly order: string;
  readonly tags: readonly string[];
  /** Messages may stand in any of the forms that {@link reviveMessages} knows. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  /** As it was printed, stack and all. */
  readonly error: string | undefined;
  /** `metadata`, `invocation_params`, `tool_call_id`. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** What the export has left out, by choice or because it has no place for it. */
  readonly missing: readonly MissingPart[];
}

/** The run as LangChain would have handed it to the recorder. */
export function toRun(run: ExportedRun): Run {
  const outputs = reviveMembers(run.outputs);
  return {
    id: run.id,
    ...(run.parentId === undefined ? {} : { parent_run_id: run.parentId }),
    name: run.name,
    run_type: run.type,
    start_time: Math.floor(run.startedAt),
    ...(run.endedAt === undefined ? {} : { end_time: Math.floor(run.endedAt) }),
    tags: [...run.tags],
    inputs: reviveMembers(run.inputs) ?? {},
    ...(outputs === undefined ? {} : { outputs }),
    ...(run.error === undefined ? {} : { error: readError(run.error) }),
    extra: { ...run.extra },
    execution_order: 0,
    child_execution_order: 0,
    child_runs: [],
    events: [],
  };
}

function reviveMembers(members: ExportedRun["outputs"]): Record<string, unknown> | undefined {
  if (members === undefined) return undefined;
  const revived = reviveMessages(members);
  return isRecord(revived) ? revived : { output: revived };
}
