import type { CollaborativeIndex } from "../../../collaborative/collaborative-index.js";
import { createEvidence, type Evidence } from "../../../collaborative/evidence/evidence.js";
import { type RowSequence, userSequences } from "../../../data/sequences.js";
import { fitInteractions, type SplitProtocol, splitTargets } from "../../../data/split-targets.js";
import type { Dataset, Split } from "../../../types.js";

/** The dataset that the runs of a file are about. */
export interface TraceData {
  readonly dataset: Dataset;
  /** Loads or fits the index of a split; without a split, that of all interactions. */
  readonly loadIndex: (split: Split | undefined) => Promise<CollaborativeIndex>;
}

/** What tools see of a dataset on the tasks of one split. */
export interface SplitData {
  readonly dataset: Dataset;
  readonly protocol: SplitProtocol;
  readonly evidence: Evidence;
  /** The interactions that the index was fitted on, by user. */
  readonly sequences: ReadonlyMap<string, RowSequence>;
}

/** Creates a function that prepares a split on first use, and keeps it. A split that could not be prepared is tried again. */
export function createSplitReader({
  dataset,
  loadIndex,
}: TraceData): (split: Split | undefined) => Promise<SplitData> {
  const known = new Map<Split | undefined, Promise<SplitData>>();
  let protocol: SplitProtocol | undefined;
  const read = async (split: Split | undefined): Promise<SplitData> => {
    protocol ??= splitTargets(dataset);
    const fitted =
      split === undefined
        ? userSequences(dataset.interactions)
        : fitInteractions(dataset, split, protocol);
    const index = await loadIndex(split);
    return {
      dataset,
      protocol,
      evidence: createEvidence({ index, items: dataset.items }),
      sequences: new Map(fitted.map((sequence) => [sequence.userId, sequence])),
    };
  };
  return (split) => {
    const prepared = known.get(split) ?? read(split);
    known.set(split, prepared);
    prepared.catch(() => known.delete(split));
    return prepared;
  };
}
