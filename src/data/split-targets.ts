import type { Dataset, Interaction, ItemId, Split, UserId } from "../types.js";
import { toColumns } from "./columns/column-builder.js";
import {
  findSequence,
  isSameInteraction,
  RowSequence,
  type UserSequence,
  userSequences,
} from "./sequences.js";

const NO_ROWS = new Uint32Array(0);
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
  /** The targets that a fit for `split` must not contain, oldest first. */
  hidden(split: Split): readonly Interaction[];
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
  const users = userSequences(dataset.interactions).map((sequence) => new RowTargets(sequence));
  let byId: ReadonlyMap<UserId, RowTargets> | undefined;
  return {
    dataset: dataset.name,
    users,
    isHidden(interaction, split) {
      byId ??= new Map(users.map((user) => [user.userId, user]));
      const hidden = byId.get(interaction.userId)?.hidden(split) ?? [];
      return hidden.some((target) => isSameInteraction(target, interaction));
    },
  };
}

/** The targets of a sequence, computed from its length when they are read. */
class RowTargets implements UserTargets {
  readonly #sequence: RowSequence;

  constructor(sequence: RowSequence) {
    this.#sequence = sequence;
  }

  get userId(): UserId {
    return this.#sequence.userId;
  }

  get length(): number {
    return this.#sequence.length;
  }

  get interactions(): Interaction[] {
    return this.#sequence.interactions;
  }

  get itemIds(): ItemId[] {
    return this.#sequence.itemIds;
  }

  itemIdAt(position: number): ItemId {
    return this.#sequence.itemIdAt(position);
  }

  timeAt(position: number): number {
    return this.#sequence.timeAt(position);
  }

  isRepeat(position: number): boolean {
    return this.#sequence.isRepeat(position);
  }

  get train(): number[] {
    const earlier = Math.max(0, this.length - 2);
    const training = Math.min(MAX_TRAINING_TARGETS, Math.floor(earlier / 2));
    return Array.from({ length: training }, (_, index) => earlier - training + index);
  }

  get validation(): number[] {
    return this.length >= 3 ? [this.length - 2] : [];
  }

  get test(): number[] {
    return this.length >= 2 ? [this.length - 1] : [];
  }

  hidden(split: Split): Interaction[] {
    return HIDDEN_SPLITS[split].flatMap((hidden) =>
      this[hidden].map((position) => this.#sequence.at(position)),
    );
  }
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
): readonly RowSequence[] {
  const columns = toColumns(dataset.interactions);
  return protocol.users.map((user) => {
    const { userId } = user;
    const sequence = findSequence(columns, userId);
    if (sequence === undefined) return new RowSequence(userId, { columns, rows: NO_ROWS });
    return sequence.without(hiddenPositions(sequence, user.hidden(split)));
  });
}

/**
 * Finds hidden targets in a sequence. Targets are the latest interactions, so the search goes backwards and ends at the first
 * interaction that is older than all of them.
 *
 * @param hidden - Oldest first.
 * @returns Positions, latest first.
 */
function hiddenPositions(sequence: RowSequence, hidden: readonly Interaction[]): number[] {
  const [oldest] = hidden;
  if (oldest === undefined) return [];
  const targets = hidden
    .filter(({ userId }) => userId === sequence.userId)
    .map(({ itemId, timestamp }) => ({ code: sequence.itemDictionary.codeOf(itemId), timestamp }));
  const positions: number[] = [];
  for (let position = sequence.length - 1; position >= 0; position--) {
    const time = sequence.timeAt(position);
    if (time < oldest.timestamp) break;
    const code = sequence.itemCodeAt(position);
    const isHidden = targets.some((one) => one.code === code && one.timestamp === time);
    if (isHidden) positions.push(position);
  }
  return positions;
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
  const columns = toColumns(dataset.interactions);
  const isHidden = new Uint8Array(columns.length);
  for (const user of protocol.users) {
    const sequence = findSequence(columns, user.userId);
    if (sequence === undefined) continue;
    for (const position of hiddenPositions(sequence, user.hidden(split))) {
      const interaction = sequence.at(position);
      const isKept = keep.some((one) => isSameInteraction(one, interaction));
      if (!isKept) isHidden[sequence.rowAt(position)] = 1;
    }
  }
  return { ...dataset, interactions: columns.filter((row) => isHidden[row] === 0) };
}
