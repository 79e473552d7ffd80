import type { Trajectory } from "../trajectory.js";
import { findLines, type FoundLine } from "./find-lines.js";
import { isOfAgent } from "./is-of-agent.js";
import type { TraceTextKind } from "./list-texts.js";
import { includesRank, type RankRanges } from "./rank-ranges.js";

/** Conditions on a trajectory; all of those that are given must hold. */
export interface RunConditions {
  /** The execution did not complete. */
  readonly failed?: boolean | undefined;
  /** The held-out item has one of these ranks. */
  readonly ranks?: RankRanges | undefined;
  /** This agent took part. */
  readonly agent?: string | undefined;
  /** Occurs in a text of the execution; with `agent`, in one of that agent. Has the flag `g`. */
  readonly pattern?: RegExp | undefined;
  /** Kinds of texts that are searched for the pattern. Default: all. */
  readonly kinds?: readonly TraceTextKind[] | undefined;
}

/** A trajectory for which conditions hold. */
export interface SelectedRun {
  readonly trajectory: Trajectory;
  /** Lines in which the pattern occurs; empty without a pattern. */
  readonly lines: readonly FoundLine[];
}

/** Selects trajectories one at a time. */
export async function* selectRuns(
  trajectories: AsyncIterable<Trajectory>,
  conditions: RunConditions,
): AsyncGenerator<SelectedRun> {
  const { pattern, agent, kinds } = conditions;
  for await (const trajectory of trajectories) {
    if (!isSelected(trajectory, conditions)) continue;
    const lines = pattern === undefined ? [] : findLines(trajectory, { pattern, agent, kinds });
    if (pattern === undefined || lines.length > 0) yield { trajectory, lines };
  }
}

function isSelected(
  { status, outcome, steps, calls = [] }: Trajectory,
  { failed = false, ranks, agent }: RunConditions,
): boolean {
  if (failed && status === "completed") return false;
  if (ranks && (outcome === null || !includesRank(ranks, outcome.rank))) return false;
  return agent === undefined || [...steps, ...calls].some((part) => isOfAgent(part, agent));
}
