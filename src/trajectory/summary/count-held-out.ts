import type { Trajectory } from "../trajectory.js";
import {
  bestOf,
  findLoss,
  followHeldOut,
  type HeldOutStage,
  lastReports,
  type HeldOutLoss,
} from "./held-out-path.js";

/** Where one role's lists have the held-out item. */
export interface RoleLists {
  readonly role: string;
  readonly round: number;
  readonly isFinal: boolean;
  readonly lists: number;
  /** Lists that contain the held-out item. */
  readonly named: number;
  readonly first: number;
  /** Mean rank in the lists that contain it; null if none does. */
  readonly meanRank: number | null;
}

/** Rankings with the same {@link HeldOutLoss}. */
export interface LossCount extends HeldOutLoss {
  readonly count: number;
}

/** The held-out item from role to role. */
export interface HeldOutCounts {
  /** One per role and round: roles in the order in which they first occurred, final rankings last. */
  readonly roles: readonly RoleLists[];
  /** Final rankings compared with the best rank in the last report of any agent that named the item. */
  readonly final: { readonly better: number; readonly equal: number; readonly worse: number };
  /** Rankings that do not have the held-out item first, the most frequent loss first. */
  readonly losses: readonly LossCount[];
}

interface RoleSums {
  readonly stage: HeldOutStage;
  lists: number;
  named: number;
  first: number;
  ranks: number;
}

/** Counts where held-out items are listed, and where they are lost. */
export function createHeldOutCounter() {
  const roles = new Map<string, RoleSums>();
  const losses = new Map<string, LossCount>();
  const final = { better: 0, equal: 0, worse: 0 };
  return {
    add(trajectory: Trajectory): void {
      const stages = followHeldOut(trajectory);
      for (const stage of stages) addStage(roles, stage);
      const change = compareFinal(stages);
      if (change !== undefined) final[change]++;
      const loss = findLoss(stages);
      if (loss === undefined) return;
      const key = `${loss.kind} ${loss.role}`;
      losses.set(key, { ...loss, count: (losses.get(key)?.count ?? 0) + 1 });
    },
    read: (): HeldOutCounts => ({
      roles: sortRoles([...roles.values()].map(toRoleLists)),
      final: { ...final },
      losses: [...losses.values()].toSorted((one, other) => other.count - one.count),
    }),
  };
}

function sortRoles(roles: readonly RoleLists[]): RoleLists[] {
  const names = [...new Set(roles.map(({ role }) => role))];
  const keyOf = ({ isFinal, role, round }: RoleLists) =>
    [Number(isFinal), names.indexOf(role), round] as const;
  return roles.toSorted((one, other) => {
    const [final, name, round] = keyOf(one);
    const [otherFinal, otherName, otherRound] = keyOf(other);
    return final - otherFinal || name - otherName || round - otherRound;
  });
}

function addStage(roles: Map<string, RoleSums>, stage: HeldOutStage): void {
  const { role, round, isFinal, rank } = stage;
  const key = `${isFinal} ${round} ${role}`;
  const sums = roles.get(key) ?? { stage, lists: 0, named: 0, first: 0, ranks: 0 };
  roles.set(key, sums);
  sums.lists++;
  if (rank === null) return;
  sums.named++;
  sums.ranks += rank;
  if (rank === 1) sums.first++;
}

function toRoleLists({ stage, lists, named, first, ranks }: RoleSums): RoleLists {
  const { role, round, isFinal } = stage;
  return {
    role,
    round,
    isFinal,
    lists,
    named,
    first,
    meanRank: named === 0 ? null : ranks / named,
  };
}

/** Undefined if no agent named the item. */
function compareFinal(stages: readonly HeldOutStage[]): keyof HeldOutCounts["final"] | undefined {
  const before = bestOf(lastReports(stages.filter(({ isFinal }) => !isFinal)))?.rank;
  const last = stages.find(({ isFinal }) => isFinal);
  if (before === undefined || before === null || last === undefined) return undefined;
  const after = last.rank ?? Infinity;
  if (after === before) return "equal";
  return after < before ? "better" : "worse";
}
