import type { Trajectory } from "../trajectory.js";
import { addUsage, createUsageSums } from "../usage.js";
import { addRank, createRankSums, type RankCounts } from "../summary/rank-counts.js";

/** A task that two files rank differently. */
export interface RankChange {
  /** Id of the trajectory in the first file. */
  readonly id: string;
  /** Rank of the held-out item; null if it is not in the ranking. */
  readonly one: number | null;
  readonly other: number | null;
}

/** Paired trajectories of one of two files. */
export interface ComparedFile {
  /** Trajectories of the file, paired or not. */
  readonly trajectories: number;
  readonly unpaired: number;
  /** Paired trajectories that did not complete. */
  readonly failed: number;
  /** Sums over the paired trajectories. */
  readonly usage: Trajectory["usage"];
  /** Ranks in the pairs in which both have a ranking. */
  readonly ranks: RankCounts;
}

/** Two files, paired by task and sample; trajectories without a task by their id. */
export interface FileComparison {
  readonly paired: number;
  readonly one: ComparedFile;
  readonly other: ComparedFile;
  /** Rank of the held-out item in the other file, compared with the first. */
  readonly better: number;
  readonly equal: number;
  readonly worse: number;
  /** Pairs of which at least one has no ranking. */
  readonly unranked: number;
  /** Pairs of rankings with another first item. */
  readonly otherFirst: number;
  /** Changed ranks, from the largest improvement to the largest decline. */
  readonly changes: readonly RankChange[];
}

/** What is remembered of a trajectory until its counterpart is read. */
interface Remembered {
  readonly trajectory: Pick<Trajectory, "id" | "status" | "usage">;
  readonly outcome: { readonly rank: number | null; readonly first: string | undefined } | null;
}

/** Compares two files in little memory: some hundred bytes per trajectory of the first. */
export function createFileComparer() {
  const waiting = new Map<string, Remembered>();
  const [one, other] = [createSide(), createSide()];
  const counts = { paired: 0, better: 0, equal: 0, worse: 0, unranked: 0, otherFirst: 0 };
  const changes: RankChange[] = [];

  function pair(before: Remembered, after: Remembered): void {
    counts.paired++;
    addRun(one, before);
    addRun(other, after);
    if (before.outcome === null || after.outcome === null) {
      counts.unranked++;
      return;
    }
    addRank(one.ranks, before.outcome);
    addRank(other.ranks, after.outcome);
    if (before.outcome.first !== after.outcome.first) counts.otherFirst++;
    const ranks = { one: before.outcome.rank, other: after.outcome.rank };
    const gain = gainOf(ranks);
    counts[gain === 0 ? "equal" : gain > 0 ? "better" : "worse"]++;
    if (gain !== 0) changes.push({ id: before.trajectory.id, ...ranks });
  }

  return {
    /** Adds a trajectory of the first file. All of them come before those of the other file. */
    addOne(trajectory: Trajectory): void {
      one.trajectories++;
      waiting.set(keyOf(trajectory), remember(trajectory));
    },
    addOther(trajectory: Trajectory): void {
      other.trajectories++;
      const key = keyOf(trajectory);
      const before = waiting.get(key);
      if (before === undefined) return;
      waiting.delete(key);
      pair(before, remember(trajectory));
    },
    read: (): FileComparison => ({
      ...counts,
      one: { ...one, unpaired: one.trajectories - counts.paired },
      other: { ...other, unpaired: other.trajectories - counts.paired },
      changes: changes.toSorted((a, b) => gainOf(b) - gainOf(a)),
    }),
  };
}

function createSide() {
  return { trajectories: 0, failed: 0, usage: createUsageSums(), ranks: createRankSums() };
}

function addRun(side: ReturnType<typeof createSide>, { trajectory }: Remembered): void {
  if (trajectory.status !== "completed") side.failed++;
  addUsage(side.usage, trajectory.usage);
}

function keyOf({ id, task, sample }: Trajectory): string {
  return task === null ? `id ${id}` : `task ${sample} ${task.id}`;
}

function remember({ id, status, usage, outcome }: Trajectory): Remembered {
  const trajectory = { id, status, usage };
  if (outcome === null) return { trajectory, outcome };
  return { trajectory, outcome: { rank: outcome.rank, first: outcome.ranking[0] } };
}

/** Ranks below any that a list has count as one after it. */
const UNRANKED = 1e6;

/** By how many ranks the other file is better. */
function gainOf({ one, other }: Pick<RankChange, "one" | "other">): number {
  return (one ?? UNRANKED) - (other ?? UNRANKED);
}
