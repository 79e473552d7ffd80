/** Positions that correspond to one another; null where one list has nothing. */
export type AlignedPair = readonly [one: number | null, other: number | null];

/** Larger lists, after what is equal at both ends, are not aligned inside: memory grows with the product of the lengths. */
const MAX_CELLS = 4_000_000;

/** Aligns two lists along a longest common subsequence, in order. Between equal elements come those of the first list, then those of the other. */
export function alignLists(one: readonly string[], other: readonly string[]): AlignedPair[] {
  let start = 0;
  const shorter = Math.min(one.length, other.length);
  while (start < shorter && one[start] === other[start]) start++;
  let ends = 0;
  while (ends < shorter - start && one.at(-1 - ends) === other.at(-1 - ends)) ends++;
  const middle = alignMiddle(
    one.slice(start, one.length - ends),
    other.slice(start, other.length - ends),
  );
  return [
    ...Array.from({ length: start }, (_, index): AlignedPair => [index, index]),
    ...middle.map(([a, b]): AlignedPair => [
      a === null ? a : a + start,
      b === null ? b : b + start,
    ]),
    ...Array.from({ length: ends }, (_, index): AlignedPair => [
      one.length - ends + index,
      other.length - ends + index,
    ]),
  ];
}

function alignMiddle(one: readonly string[], other: readonly string[]): AlignedPair[] {
  const isLarge = one.length * other.length > MAX_CELLS;
  const lengths = isLarge ? undefined : commonLengths(one, other);
  const width = other.length + 1;
  const pairs: AlignedPair[] = [];
  let [a, b] = [0, 0];
  while (a < one.length || b < other.length) {
    if (lengths !== undefined && a < one.length && b < other.length && one[a] === other[b]) {
      pairs.push([a++, b++]);
      continue;
    }
    const withoutOne = lengths?.[(a + 1) * width + b] ?? 0;
    const withoutOther = lengths?.[a * width + b + 1] ?? 0;
    if (a < one.length && (b === other.length || withoutOne >= withoutOther))
      pairs.push([a++, null]);
    else pairs.push([null, b++]);
  }
  return pairs;
}

/** Length of the longest common subsequence of the rest of both lists, `[one, other]` from each position. */
function commonLengths(one: readonly string[], other: readonly string[]): Uint32Array {
  const width = other.length + 1;
  const lengths = new Uint32Array((one.length + 1) * width);
  for (let a = one.length - 1; a >= 0; a--) {
    for (let b = other.length - 1; b >= 0; b--) {
      const cell = a * width + b;
      lengths[cell] =
        one[a] === other[b]
          ? (lengths[cell + width + 1] ?? 0) + 1
          : Math.max(lengths[cell + width] ?? 0, lengths[cell + 1] ?? 0);
    }
  }
  return lengths;
}
