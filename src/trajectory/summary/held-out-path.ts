import { listCandidateLists } from "../candidate-lists.js";
import { rankIn } from "../rank-in.js";
import { roleOf } from "../search/is-of-agent.js";
import type { Trajectory } from "../trajectory.js";

/** Where the held-out item is in the list of one role. */
export interface HeldOutStage {
  /** Agent, or node of the outermost graph. */
  readonly role: string;
  readonly round: number;
  /** Whether it is the final ranking. */
  readonly isFinal: boolean;
  /** From 1; null if the list does not contain the item. */
  readonly rank: number | null;
}

/** How the held-out item did not become the first of the final ranking. */
export const LOSSES = [
  /** No agent named it. */
  "not_named",
  /** Agents named it, but none of them first. */
  "named_lower",
  /** An agent that had it first put it lower, or left it out, when it was asked again. */
  "revised_down",
  /** An agent has it first, and the final ranking does not. */
  "ranked_down",
  /** No role but the last listed candidates. */
  "ranked_lower",
] as const;
/** One of {@link LOSSES}. */
export type LossKind = (typeof LOSSES)[number];

/** How, and by which role, the held-out item was lost. */
export interface HeldOutLoss {
  readonly kind: LossKind;
  /** The role that moved it down; of `named_lower`, the one that had it best; empty if nobody named it. */
  readonly role: string;
}

/** Follows the held-out item from list to list, in the order of the steps. Empty without a task or an outcome. */
export function followHeldOut(trajectory: Trajectory): HeldOutStage[] {
  const { outcome } = trajectory;
  if (outcome === null) return [];
  return listCandidateLists(trajectory).map(({ agent, node, round, isFinal, items }) => {
    const rank = rankIn(items, outcome.heldOut);
    return { role: roleOf({ agent, node }), round, isFinal, rank };
  });
}

/** Finds out how the held-out item was lost; undefined if the final ranking has it first, or there is none. */
export function findLoss(stages: readonly HeldOutStage[]): HeldOutLoss | undefined {
  const final = stages.find(({ isFinal }) => isFinal);
  if (final === undefined || final.rank === 1) return undefined;
  const reports = stages.filter(({ isFinal }) => !isFinal);
  if (reports.length === 0) return { kind: "ranked_lower", role: final.role };
  if (bestOf(lastReports(reports))?.rank === 1) return { kind: "ranked_down", role: final.role };
  const best = bestOf(reports);
  if (best === undefined) return { kind: "not_named", role: "" };
  return { kind: best.rank === 1 ? "revised_down" : "named_lower", role: best.role };
}

/** The last report of each role. */
export function lastReports(reports: readonly HeldOutStage[]): HeldOutStage[] {
  return [...new Map(reports.map((report) => [report.role, report])).values()];
}

/** The first of the stages with the best rank; undefined if none contains the item. */
export function bestOf(stages: readonly HeldOutStage[]): HeldOutStage | undefined {
  const named = stages.filter(({ rank }) => rank !== null);
  return named.toSorted((one, other) => (one.rank ?? 0) - (other.rank ?? 0))[0];
}
