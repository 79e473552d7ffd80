import { isRecord } from "../../json.js";
import { isSameJson, type JsonValue } from "./redact.js";
import type { RunRow } from "./run-row.js";

/** A tool call with an answer. */
export interface AnsweredCall {
  readonly rawCallId: string;
  /** Name of the tool as the model wrote it. */
  readonly name: string;
  /** Arguments as the model wrote them. */
  readonly written: JsonValue | undefined;
}

/**
 * Finds the tool run behind each answered call; undefined where none is known.
 *
 * @param runs - In the order of their start. Of several runs with the id of one call, the last one gave the answer. A run without
 * an id, as of `tool.invoke(args)`, belongs to a call of the same name, preferably to one with the same arguments.
 */
export function pairToolRuns(
  calls: readonly AnsweredCall[],
  runs: readonly RunRow[],
): (RunRow | undefined)[] {
  const unused = new Set(runs.filter((run) => run.rawCallId === undefined));
  const pairs = calls.map((call) => runById(call, calls, runs));
  const take = (index: number, run: RunRow | undefined) => {
    if (run === undefined) return;
    pairs[index] = run;
    unused.delete(run);
  };
  for (const isAlike of [hasSameArguments, changesArguments]) {
    for (const [index, call] of calls.entries()) {
      if (pairs[index] !== undefined) continue;
      take(
        index,
        [...unused].find((run) => run.name === call.name && isAlike(run, call)),
      );
    }
  }
  return pairs;
}

/** Models can give several calls one id: then the last runs with the id belong to the calls in order. */
function runById(
  call: AnsweredCall,
  calls: readonly AnsweredCall[],
  runs: readonly RunRow[],
): RunRow | undefined {
  const sameCalls = calls.filter(({ rawCallId }) => rawCallId === call.rawCallId);
  const sameRuns = runs.filter(({ rawCallId }) => rawCallId === call.rawCallId);
  return sameRuns.slice(-sameCalls.length)[sameCalls.indexOf(call)];
}

function hasSameArguments({ ranWith }: RunRow, { written }: AnsweredCall): boolean {
  return isSameJson(ranWith, written);
}

/** True if an argument of the call has another value in the run. Code that calls a tool itself can add arguments. */
function changesArguments({ ranWith }: RunRow, { written }: AnsweredCall): boolean {
  if (!isRecord(ranWith) || !isRecord(written)) return false;
  const keys = Object.keys(written);
  return (
    keys.every((key) => key in ranWith) &&
    keys.some((key) => !isSameJson(ranWith[key], written[key]))
  );
}

/** What a tool ran with where it differs from the call. */
interface Changes {
  readonly ranAs?: string;
  readonly ranWith?: JsonValue;
}

/** The differences between a call and its tool run. Only an offered tool's name counts: runs can be renamed. */
export function changesOf(
  { name, written }: AnsweredCall,
  run: RunRow | undefined,
  offered: ReadonlySet<string>,
): Changes {
  if (run === undefined) return {};
  const { ranWith } = run;
  return {
    ...(run.name !== name && offered.has(run.name) && { ranAs: run.name }),
    ...(ranWith !== undefined && !isSameJson(ranWith, written) && { ranWith }),
  };
}
