import {
  type CollaborativeIndex,
  fingerprintCollaborativeIndex,
  fitCollaborativeIndex,
} from "../collaborative/collaborative-index.js";
import { loadCollaborativeIndex } from "../collaborative/index-files.js";
import { fitInteractions, type Protocol } from "../data/targets.js";
import type { Dataset, Split } from "../types.js";
import type { Io } from "./io.js";

export interface IndexSource {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly protocol: Protocol;
  /** Directory of a saved index; undefined fits one. */
  readonly directory?: string | undefined;
}

/** The index for a split: read from a directory, when it was fitted from the same data, or fitted now. */
export async function obtainIndex(source: IndexSource, io: Io): Promise<CollaborativeIndex> {
  const { dataset, split, protocol, directory } = source;
  const input = {
    sequences: fitInteractions(dataset, split, protocol),
    items: [...dataset.items.keys()],
    onNotice: io.note,
  };
  if (directory === undefined) return fitCollaborativeIndex(input);
  const expectedFingerprint = await fingerprintCollaborativeIndex(input);
  return loadCollaborativeIndex(directory, { expectedFingerprint });
}
