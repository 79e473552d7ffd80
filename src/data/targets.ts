import type { Dataset, Interaction, Split } from "../types.js";
import { interactionKey, toSequence, type UserSequence, userSequences } from "./sequences.js";

const MOST_TRAINING_TARGETS = 8;

/** A user's sequence and which of its positions are targets, from 0. */
export interface UserTargets extends UserSequence {
  /** Up to eight positions before the validation target, oldest first; at most half of what lies before it. */
  readonly train: readonly number[];
  /** At most one position: the second last. None for a user with fewer than three interactions. */
  readonly validation: readonly number[];
  /** At most one position: the last. None for a user with a single interaction. */
  readonly test: readonly number[];
}

/**
 * What is held out of a dataset. Computed once, from the whole dataset; it names its targets by what they are (user, item,
 * timestamp), so it keeps its meaning for a copy of the dataset from which interactions were taken out.
 */
export interface Protocol {
  readonly dataset: string;
  /** In order of first appearance in the source. */
  readonly users: readonly UserTargets[];
  /** True for an interaction that nothing fitted for `split` may contain, whoever's it is. */
  isHidden(interaction: Interaction, split: Split): boolean;
}

// A split also hides the targets of the splits after it: those lie later in time.
const HIDDEN: Readonly<Record<Split, readonly Split[]>> = {
  train: ["train", "validation", "test"],
  validation: ["validation", "test"],
  test: ["test"],
};

/** Chooses every user's targets: the last interaction for test, the one before for validation, and those for training. */
export function splitTargets(dataset: Pick<Dataset, "name" | "interactions">): Protocol {
  const users = userSequences(dataset.interactions).map(chooseTargets);
  const hidden = {
    train: keysOf(users, "train"),
    validation: keysOf(users, "validation"),
    test: keysOf(users, "test"),
  };
  return {
    dataset: dataset.name,
    users,
    isHidden(interaction, split) {
      const key = interactionKey(interaction);
      return HIDDEN[split].some((other) => hidden[other].has(key));
    },
  };
}

function chooseTargets(sequence: UserSequence): UserTargets {
  const count = sequence.interactions.length;
  const earlier = Math.max(0, count - 2);
  const training = Math.min(MOST_TRAINING_TARGETS, Math.floor(earlier / 2));
  return {
    ...sequence,
    train: Array.from({ length: training }, (_, index) => earlier - training + index),
    validation: count >= 3 ? [count - 2] : [],
    test: count >= 2 ? [count - 1] : [],
  };
}

function keysOf(users: readonly UserTargets[], split: Split): ReadonlySet<string> {
  const targets = users.flatMap((user) =>
    user[split].flatMap((position) => user.interactions[position] ?? []),
  );
  return new Set(targets.map(interactionKey));
}

/**
 * What an index for the tasks of `split` may be fitted on: everything but the hidden targets.
 * Training: no user's training, validation and test targets. Validation: no validation and test targets. Test: no test targets.
 *
 * @param protocol - From the whole dataset. Default: computed from `dataset`, which then must be whole.
 * @returns One sequence a user, in the protocol's order. Users who are left with nothing have an empty one.
 */
export function fitInteractions(
  dataset: Pick<Dataset, "name" | "interactions">,
  split: Split,
  protocol: Protocol = splitTargets(dataset),
): readonly UserSequence[] {
  const visible = dataset.interactions.filter((one) => !protocol.isHidden(one, split));
  const byUser = new Map(userSequences(visible).map((sequence) => [sequence.userId, sequence]));
  return protocol.users.map(({ userId }) => byUser.get(userId) ?? toSequence(userId, []));
}

/**
 * The dataset as it would be had the hidden interactions never been recorded. Fitting on it, with the same protocol, must
 * give what fitting on the whole dataset gives: that is the check for leaks.
 *
 * @param keep - Hidden interactions to leave in, such as a training task's own history. Default none.
 */
export function withoutHidden<Source extends Dataset>(
  dataset: Source,
  {
    split,
    protocol,
    keep = [],
  }: {
    readonly split: Split;
    readonly protocol: Protocol;
    readonly keep?: readonly Interaction[];
  },
): Source {
  const kept = new Set(keep.map(interactionKey));
  const interactions = dataset.interactions.filter(
    (one) => !protocol.isHidden(one, split) || kept.has(interactionKey(one)),
  );
  return { ...dataset, interactions };
}
