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
): Int32Array {
  const levels = createLevels(items.map((item) => strengths[item] as number));
  // Strengths from one level to below the next, by the number of levels up to them.
  const between = new Int32Array(levels.values.length + 1);
  for (let index = 0; index < strengths.length; index++) {
    const strength = strengths[index] as number;
    if (strength >= levels.lowest) addTo(between, countUpTo(levels, strength), 1);
  }
  for (const item of except) addTo(between, countUpTo(levels, strengths[item] as number), -1);
  // Sums from the strongest: of the strengths above `at` levels.
  for (let at = between.length - 2; at >= 0; at--) addTo(between, at, between[at + 1] as number);
  return Int32Array.from(items, (item) => {
    const strength = strengths[item] as number;
    return between[countUpTo(levels, strength)] as number;
  });
}

/** Cells of {@link Levels}: many more than levels, so that few strengths share a cell with one. */
const CELLS = 1024;

/** Distinct numbers in ascending order, with a table to find the place of a number among them. */
interface Levels {
  readonly values: Float64Array;
  readonly lowest: number;
  readonly highest: number;
  /** The range of the levels is divided into cells of equal width. */
  readonly cellsPerUnit: number;
  /** The number of levels in lower cells, by cell. */
  readonly below: Int32Array;
}

function createLevels(numbers: readonly number[]): Levels {
  const values = Float64Array.from(new Set(numbers)).sort();
  const lowest = values[0] ?? Infinity;
  const highest = values[values.length - 1] ?? Infinity;
  // Without a range, or one that is too small or large to be divided, all levels are in the first cell.
  const width = CELLS / (highest - lowest);
  const cellsPerUnit = width < Infinity ? width : 0;
  const below = new Int32Array(CELLS + 2);
  for (const value of values) addTo(below, cellOf(value, { lowest, cellsPerUnit }) + 1, 1);
  for (let cell = 1; cell < below.length; cell++) addTo(below, cell, below[cell - 1] as number);
  return { values, lowest, highest, cellsPerUnit, below };
}

/** Number of levels that are at most `strength`: those of lower cells, and then one by one. */
function countUpTo(levels: Levels, strength: number): number {
  const { values, lowest, highest } = levels;
  if (strength < lowest) return 0;
  if (strength >= highest) return values.length;
  let count = levels.below[cellOf(strength, levels)] as number;
  while ((values[count] as number) <= strength) count++;
  return count;
}

/** At most {@link CELLS}; 0 if the difference is too large for a number. */
function cellOf(
  strength: number,
  { lowest, cellsPerUnit }: Pick<Levels, "lowest" | "cellsPerUnit">,
): number {
  return ((strength - lowest) * cellsPerUnit) | 0;
}

function addTo(values: Int32Array, index: number, value: number): void {
  values[index] = (values[index] as number) + value;
}
