interface CountedItems {
  /** Items whose strengths are compared with those of the catalog. */
  readonly items: readonly number[];
  /** Items that are not counted. */
  readonly except: ReadonlySet<number>;
}

/**
 * Counts, for each of some items, the items of the catalog that are at least as strong. One pass over the catalog for all of them.
 *
 * @returns One count per item, in order.
 */
export function countAtLeastAsStrong(
  strengths: Float64Array,
  { items, except }: CountedItems,
): Float64Array {
  const levels = Float64Array.from(items, (item) => strengths[item] as number).sort();
  // Strengths from one level to below the next, by the number of levels up to them.
  const between = new Float64Array(levels.length + 1);
  const lowest = levels[0] ?? Infinity;
  for (let index = 0; index < strengths.length; index++) {
    const strength = strengths[index] as number;
    if (strength >= lowest) addTo(between, countUpTo(levels, strength), 1);
  }
  for (const item of except) addTo(between, countUpTo(levels, strengths[item] as number), -1);
  // Sums from the strongest: of the strengths above `at` levels.
  for (let at = levels.length - 1; at >= 0; at--) addTo(between, at, between[at + 1] as number);
  return Float64Array.from(items, (item) => {
    const strength = strengths[item] as number;
    return between[countUpTo(levels, strength)] as number;
  });
}

function addTo(values: Float64Array, index: number, value: number): void {
  values[index] = (values[index] as number) + value;
}

/** Number of levels, in ascending order, that are at most `strength` (binary search). */
function countUpTo(levels: Float64Array, strength: number): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((levels[middle] as number) <= strength) low = middle + 1;
    else high = middle;
  }
  return low;
}
