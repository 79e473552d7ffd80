import type { Dataset, Interaction, Split } from "../types.js";
import { interactionKey, toSequence, type UserSequence, userSequences } from "./sequences.js";

const MAX_TRAINING_TARGETS = 8; // per user

// A split also hides the targets of later splits, which come later in time.
const HIDDEN_SPLITS: Readonly<Record<Split, readonly Split[]>> = {
  train: ["train", "validation", "test"],
  validation: ["validation", "test"],
  test: ["test"],
};

/** A user's sequence and the positions (from 0) of its targets per split. */
export interface UserTargets extends UserSequence {
  /** Up to eight positions before the validation target, at most half of the positions before it, oldest first. */
  readonly train: readonly number[];
  /** The second last position; empty for a user with fewer than three interactions. */
  readonly validation: readonly number[];
  /** The last position; empty for a user with one interaction. */
  readonly test: readonly number[];
}

/**
 * The leave-one-out split of a dataset: which interactions are targets of which split. Targets are identified by user, item
 * and timestamp, so a split also applies to copies of the dataset from which interactions were removed.
 */
export interface SplitProtocol {
  /** Name of the dataset. */
  readonly dataset: string;
  /** In order of the users' first appearance in the source. */
  readonly users: readonly UserTargets[];
  /** True if an index or a model that is fitted for `split` must not contain the interaction. */
  isHidden(interaction: Interaction, split: Split): boolean;
}

/**
 * Splits a dataset per user: the last interaction is the test target, the second last the validation target, and up to eight
 * before them are training targets.
 *
 * @param dataset - The complete dataset.
 *
 * @example
 * ```ts
 * import { splitTargets } from "langgraph-star/data";
 *
 * const interactions = ["a", "b", "c", "d"].map((itemId, timestamp) => ({ userId: "ann", itemId, timestamp }));
 * const [ann] = splitTargets({ name: "tiny", interactions }).users;
 * console.log(ann?.train, ann?.validation, ann?.test); // [ 1 ] [ 2 ] [ 3 ]
 * ```
 */
export function splitTargets(dataset: Pick<Dataset, "name" | "interactions">): SplitProtocol {
  const users = userSequences(dataset.interactions).map(assignTargets);
  const targetKeys = {
    train: keysOfTargets(users, "train"),
    validation: keysOfTargets(users, "validation"),
    test: keysOfTargets(users, "test"),
  };
  return {
    dataset: dataset.name,
    users,
    isHidden(interaction, split) {
      const key = interactionKey(interaction);
      return HIDDEN_SPLITS[split].some((hidden) => targetKeys[hidden].has(key));
    },
  };
}

function assignTargets(sequence: UserSequence): UserTargets {
  const count = sequence.interactions.length;
  const earlier = Math.max(0, count - 2);
  const training = Math.min(MAX_TRAINING_TARGETS, Math.floor(earlier / 2));
  return {
    ...sequence,
    train: Array.from({ length: training }, (_, index) => earlier - training + index),
    validation: count >= 3 ? [count - 2] : [],
    test: count >= 2 ? [count - 1] : [],
  };
}

function keysOfTargets(users: readonly UserTargets[], split: Split): ReadonlySet<string> {
  const targets = users.flatMap((user) =>
    user[split].flatMap((position) => user.interactions[position] ?? []),
  );
  return new Set(targets.map(interactionKey));
}

/**
 * Returns the interactions that an index for the tasks of `split` may be fitted on: all but the targets of this split and
 * later ones.
 *
 * @param protocol - Split of the complete dataset. Default: computed from `dataset`, which must then be complete.
 * @returns One sequence per user, in the order of `protocol.users`; empty if all interactions of the user are hidden.
 *
 * @example
 * ```ts
 * import { fitInteractions } from "langgraph-star";
 *
 * const interactions = ["a", "b", "c", "d"].map((itemId, timestamp) => ({ userId: "ann", itemId, timestamp }));
 * const [ann] = fitInteractions({ name: "tiny", interactions }, "validation");
 * console.log(ann?.itemIds); // [ 'a', 'b' ]
 * ```
 */
export function fitInteractions(
  dataset: Pick<Dataset, "name" | "interactions">,
  split: Split,
  protocol: SplitProtocol = splitTargets(dataset),
): readonly UserSequence[] {
  const allowed = dataset.interactions.filter((one) => !protocol.isHidden(one, split));
  const byUser = new Map(userSequences(allowed).map((sequence) => [sequence.userId, sequence]));
  return protocol.users.map(({ userId }) => byUser.get(userId) ?? toSequence(userId, []));
}

/**
 * Returns a copy of the dataset without the interactions that are hidden for `split`. A fit on the copy must equal a fit on
 * the complete dataset with the same protocol; the leak check relies on this.
 *
 * @param keep - Hidden interactions to keep, such as the history of a training task. Default: none.
 *
 * @example
 * ```ts
 * import { loadDataset } from "langgraph-star";
 * import { splitTargets, withoutHidden } from "langgraph-star/data";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const protocol = splitTargets(dataset);
 * const copy = withoutHidden(dataset, { split: "test", protocol });
 * console.log(dataset.interactions.length - copy.interactions.length); // 1000: one test target per user
 * ```
 */
export function withoutHidden<Source extends Dataset>(
  dataset: Source,
  {
    split,
    protocol,
    keep = [],
  }: {
    readonly split: Split;
    readonly protocol: SplitProtocol;
    readonly keep?: readonly Interaction[];
  },
): Source {
  const kept = new Set(keep.map(interactionKey));
  const interactions = dataset.interactions.filter(
    (one) => !protocol.isHidden(one, split) || kept.has(interactionKey(one)),
  );
  return { ...dataset, interactions };
}
