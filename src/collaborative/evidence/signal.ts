/** One kind of evidence for one history: how strongly it speaks for every item of the catalogue. */
export interface Signal {
  /** One strength an item, by item index; higher is stronger. */
  readonly strengths: Float64Array;
  /** False where there is nothing to say: the text then reads "none". */
  hasEvidence(item: number): boolean;
  /** The figures behind the strength. `lift` is `value` over what chance alone would give. */
  describe(item: number): {
    readonly value: number;
    readonly base?: number;
    readonly lift?: number;
  };
}

/** A signal that counts something. */
export function countedSignal(options: {
  readonly strengths: Float64Array;
  readonly counts: ArrayLike<number>;
  /** What the counts are out of. */
  readonly base: number;
  /** The share of `base` that an item would get by chance alone, by item index. */
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

/** A signal that is a model's score. */
export function scoreSignal(strengths: Float64Array, speaks: (score: number) => boolean): Signal {
  const scoreOf = (item: number) => strengths[item] ?? 0;
  return {
    strengths,
    hasEvidence: (item) => speaks(scoreOf(item)),
    describe: (item) => ({ value: scoreOf(item) }),
  };
}
