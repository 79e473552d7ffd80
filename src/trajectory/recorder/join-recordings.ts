import { MISSING_PARTS } from "../missing-parts.js";
import type { Step } from "../trajectory.js";
import { listModelCalls, type ModelCall } from "../unpack-calls.js";
import { packCalls } from "./pack-calls.js";
import type { Recording } from "./recording.js";

/**
 * Joins the executions of one thread, oldest first, into one recording. The messages of earlier turns, which later turns contain too, are
 * stored once. Tool calls are numbered through; times are without the pauses between the executions.
 *
 * @returns Status and error of the last execution.
 */
export function joinRecordings(first: Recording, others: readonly Recording[]): Recording {
  return others.reduce(join, first);
}

function join(one: Recording, other: Recording): Recording {
  const numbered = renumber(other, countCalls(one), one.timing.durationMs);
  const used = ({ discarded }: ModelCall) => discarded === undefined;
  const calls = [...listModelCalls(one), ...numbered.calls];
  const missing = new Set([...one.missing, ...other.missing]);
  return {
    ...one,
    rootIds: [...one.rootIds, ...other.rootIds],
    ...packCalls([...calls.filter(used), ...calls.filter((call) => !used(call))]),
    steps: [...one.steps, ...numbered.steps],
    usage: {
      modelCalls: one.usage.modelCalls + other.usage.modelCalls,
      inputTokens: one.usage.inputTokens + other.usage.inputTokens,
      outputTokens: one.usage.outputTokens + other.usage.outputTokens,
    },
    discardedModelCalls: one.discardedModelCalls + other.discardedModelCalls,
    models: [...new Set([...one.models, ...other.models])],
    status: other.status,
    error: other.error,
    incomplete: one.incomplete || other.incomplete,
    missing: MISSING_PARTS.filter((part) => missing.has(part)),
    timing: { startMs: 0, durationMs: one.timing.durationMs + other.timing.durationMs },
  };
}

function countCalls({ steps }: Recording): number {
  return steps.filter(({ kind }) => kind === "tool_call").length;
}

/** Moves call numbers and times behind those of earlier executions. */
function renumber(
  recording: Recording,
  calls: number,
  elapsedMs: number,
): { readonly steps: Step[]; readonly calls: ModelCall[] } {
  const later = (callId: string) => `call_${Number(callId.slice("call_".length)) + calls}`;
  const delay = <Timed extends { timing?: Step["timing"] }>(timed: Timed): Timed =>
    timed.timing === undefined
      ? timed
      : { ...timed, timing: { ...timed.timing, startMs: timed.timing.startMs + elapsedMs } };
  return {
    steps: recording.steps.map((step) =>
      delay("callId" in step ? { ...step, callId: later(step.callId) } : step),
    ),
    calls: listModelCalls(recording).map((call) =>
      delay({ ...call, callIds: call.callIds.map(later) }),
    ),
  };
}
