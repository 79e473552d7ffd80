import { createSimilarTextCounter, type SimilarText } from "../../text/similar-texts.js";
import { createNamedCounter, type NamedCounts } from "../named-counter.js";
import type { Trajectory } from "../trajectory.js";
import { addUsage, createUsageSums } from "../usage.js";
import { createHeldOutCounter, type HeldOutCounts } from "./count-held-out.js";
import { createObjectionCounter, type ObjectionCounts } from "./count-objections.js";
import { createRoleCounter, type RoleCounts } from "./count-roles.js";
import { createToolCounter, type ToolCounts } from "./count-tools.js";
import { addRank, createRankSums, type RankCounts, type RankSums } from "./rank-counts.js";

/** Trajectories with the same number of revisions. */
export interface RevisionCounts extends RankCounts {
  /** Rounds of agents after the first. */
  readonly revisions: number;
  readonly trajectories: number;
}

/** What many trajectories have in common, and where they fail. */
export interface RunSummary {
  readonly trajectories: number;
  /** By status. */
  readonly statuses: NamedCounts;
  readonly usage: Trajectory["usage"];
  readonly ranks: RankCounts;
  readonly heldOut: HeldOutCounts;
  /** By number of revisions, ascending. */
  readonly revisions: readonly RevisionCounts[];
  readonly objections: ObjectionCounts;
  readonly tools: readonly ToolCounts[];
  readonly roles: readonly RoleCounts[];
  /** Repairs by kind. */
  readonly repairs: NamedCounts;
  /** Reasons of runs that did not complete, the most frequent first. Reasons that differ only in numbers and ids are one. */
  readonly failures: readonly SimilarText[];
}

/** Summarizes trajectories, one at a time, in limited memory. */
export interface RunSummarizer {
  add(trajectory: Trajectory): void;
  read(): RunSummary;
}

/** Creates a summarizer that has seen no trajectories. */
export function createRunSummarizer(): RunSummarizer {
  const counters = {
    heldOut: createHeldOutCounter(),
    objections: createObjectionCounter(),
    tools: createToolCounter(),
    roles: createRoleCounter(),
  };
  const statuses = createNamedCounter();
  const repairs = createNamedCounter();
  const failures = createSimilarTextCounter();
  const usage = createUsageSums();
  const ranks = createRankSums();
  const revisions = new Map<number, RankSums & { trajectories: number }>();
  let trajectories = 0;
  return {
    add(trajectory) {
      const { status, error, calls = [] } = trajectory;
      trajectories++;
      statuses.add(status);
      for (const counter of Object.values(counters)) counter.add(trajectory);
      for (const { repairs: own = [] } of calls) for (const { kind } of own) repairs.add(kind);
      if (status !== "completed") failures.add(error ?? `The run was ${status}.`);
      addUsage(usage, trajectory.usage);
      const revised = countRevisions(trajectory);
      const group = revisions.get(revised) ?? { trajectories: 0, ...createRankSums() };
      revisions.set(revised, group);
      group.trajectories++;
      for (const sums of [ranks, group]) addRank(sums, trajectory.outcome);
    },
    read: () => ({
      trajectories,
      statuses: statuses.read(),
      usage: { ...usage },
      ranks: { ...ranks },
      heldOut: counters.heldOut.read(),
      revisions: [...revisions]
        .toSorted(([one], [other]) => one - other)
        .map(([number, group]) => ({ revisions: number, ...group })),
      objections: counters.objections.read(),
      tools: counters.tools.read(),
      roles: counters.roles.read(),
      repairs: repairs.read(),
      failures: failures.read(),
    }),
  };
}

/** Rounds after the first. */
export function countRevisions({ steps }: Pick<Trajectory, "steps">): number {
  return steps.reduce((most, { round }) => Math.max(most, round), 1) - 1;
}
