/** One kind of evidence for one history, for all items of the catalog. */
export interface Signal {
  /** Strength per item index; higher is stronger. */
  readonly strengths: Float64Array;
  /** False if there is no evidence for the item: the text then reads "none". */
  hasEvidence(item: number): boolean;
  /** The figures behind the strength. `lift` is `value` divided by its expected value by chance. */
  describe(item: number): {
    readonly value: number;
    readonly base?: number;
    readonly lift?: number;
  };
}

/** Creates a signal that is based on counts. */
export function countedSignal(options: {
  readonly strengths: Float64Array;
  readonly counts: ArrayLike<number>;
  /** The total of which the counts are parts. */
  readonly base: number;
  /** Share of `base` that is expected by chance for an item index. */
  readonly chance: (item: number) => number;
}): Signal {
  const { strengths, counts, base, chance } = options;
  return {
    strengths,
    hasEvidence: (item) => (counts[item] ?? 0) > 0,
    describe(item) {
      const value = counts[item] ?? 0;
      return { value, base, lift: value / (base * chance(item)) };
    },
  };
}

/** Creates a signal that is a model's score. */
export function scoreSignal(
  strengths: Float64Array,
  hasEvidence: (score: number) => boolean,
): Signal {
  const scoreOf = (item: number) => strengths[item] ?? 0;
  return {
    strengths,
    hasEvidence: (item) => hasEvidence(scoreOf(item)),
    describe: (item) => ({ value: scoreOf(item) }),
  };
}
