import { createAls } from "./als.js";
import type { CollaborativeIndex } from "./collaborative-index.js";
import { createEase } from "./ease.js";
import { assembleMatrix } from "./interaction-matrix.js";

/** All arrays of a fitted index, in shared memory. The shapes are documented where the structures are declared. */
export interface IndexArrays {
  readonly rowOffsets: Int32Array;
  readonly rowColumns: Int32Array;
  readonly columnOffsets: Int32Array;
  readonly columnColumns: Int32Array;
  readonly sequenceOffsets: Int32Array;
  readonly sequenceItems: Int32Array;
  readonly coOccurrenceOffsets: Int32Array;
  readonly coOccurrenceColumns: Int32Array;
  readonly coOccurrenceCounts: Int32Array;
  readonly soonAfterOffsets: Int32Array;
  readonly soonAfterColumns: Int32Array;
  readonly soonAfterCounts: Int32Array;
  readonly soonAfterWeights: Float32Array;
  /** Null if the catalog is too large for EASE. */
  readonly easeWeights: Float32Array | null;
  readonly userFactors: Float64Array;
  readonly itemFactors: Float64Array;
}

/** The parts of an index that everything else is derived from, except the neighbor graphs. */
export interface IndexParts {
  readonly header: Pick<CollaborativeIndex, "fingerprint" | "options"> & {
    readonly users: readonly string[];
    readonly items: readonly string[];
  };
  readonly arrays: IndexArrays;
}

/** Splits an index into its parts, without copying. */
export function toIndexParts(index: CollaborativeIndex): IndexParts {
  const { fingerprint, options, matrix, coOccurrence, soonAfter, ease, als } = index;
  return {
    header: { fingerprint, options, users: matrix.users, items: matrix.items },
    arrays: {
      rowOffsets: matrix.rows.offsets,
      rowColumns: matrix.rows.columns,
      columnOffsets: matrix.columns.offsets,
      columnColumns: matrix.columns.columns,
      sequenceOffsets: matrix.sequences.offsets,
      sequenceItems: matrix.sequences.items,
      coOccurrenceOffsets: coOccurrence.offsets,
      coOccurrenceColumns: coOccurrence.columns,
      coOccurrenceCounts: coOccurrence.counts,
      soonAfterOffsets: soonAfter.offsets,
      soonAfterColumns: soonAfter.columns,
      soonAfterCounts: soonAfter.counts,
      soonAfterWeights: soonAfter.weights,
      easeWeights: ease?.weights ?? null,
      userFactors: als.userFactors,
      itemFactors: als.itemFactors,
    },
  };
}

/** Assembles an index from its parts, without copying. */
export function fromParts(
  { header, arrays }: IndexParts,
  neighbors: Pick<CollaborativeIndex, "itemNeighbors" | "userNeighbors">,
): CollaborativeIndex {
  const { users, items, fingerprint, options } = header;
  const matrix = assembleMatrix({
    users,
    items,
    rows: { offsets: arrays.rowOffsets, columns: arrays.rowColumns },
    columns: { offsets: arrays.columnOffsets, columns: arrays.columnColumns },
    sequences: { offsets: arrays.sequenceOffsets, items: arrays.sequenceItems },
  });
  const { userFactors, itemFactors, easeWeights } = arrays;
  const { factors, regularization, alpha } = options.als;
  return {
    fingerprint,
    options,
    matrix,
    coOccurrence: {
      offsets: arrays.coOccurrenceOffsets,
      columns: arrays.coOccurrenceColumns,
      counts: arrays.coOccurrenceCounts,
      itemCounts: matrix.itemCounts,
    },
    soonAfter: {
      offsets: arrays.soonAfterOffsets,
      columns: arrays.soonAfterColumns,
      counts: arrays.soonAfterCounts,
      weights: arrays.soonAfterWeights,
      window: options.soonAfterWindow,
    },
    ease: easeWeights && createEase(matrix, easeWeights),
    als: createAls(matrix, { factors, regularization, alpha, userFactors, itemFactors }),
    ...neighbors,
  };
}
