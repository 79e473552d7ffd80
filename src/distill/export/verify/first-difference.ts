import type { Range, TrainerText } from "../formats/format.js";

/** The first difference between two texts. */
interface Difference {
  /** Offset in UTF-8 bytes. */
  readonly byte: number;
  /** Quoted excerpts of both texts from that offset. */
  readonly expected: string;
  readonly found: string;
}

/** Length of an excerpt in UTF-16 code units. */
const EXCERPT_LENGTH = 40;

/** Finds the first difference between two texts; undefined if they are equal. */
export function firstDifference(expected: string, found: string): Difference | undefined {
  if (expected === found) return undefined;
  let at = 0;
  while (at < expected.length && expected.charCodeAt(at) === found.charCodeAt(at)) at++;
  return {
    byte: Buffer.byteLength(expected.slice(0, at)),
    expected: excerpt(expected, at),
    found: excerpt(found, at),
  };
}

function excerpt(text: string, at: number): string {
  return at >= text.length ? "the end" : JSON.stringify(text.slice(at, at + EXCERPT_LENGTH));
}

/**
 * Finds the first character that has a loss in only one of two masks of a text.
 *
 * @param other - The other mask, of the same text.
 * @returns Undefined if the masks are equal.
 */
export function firstMaskDifference(
  { text, trained }: TrainerText,
  other: readonly Range[],
): Difference | undefined {
  const edges = (ranges: readonly Range[]) => ranges.flatMap(({ start, end }) => [start, end]);
  const [expected, found] = [edges(trained), edges(other)];
  const index = expected.findIndex((edge, position) => edge !== found[position]);
  const first = index === -1 ? expected.length : index;
  if (first === expected.length && expected.length === found.length) return undefined;
  const at = Math.min(expected[first] ?? text.length, found[first] ?? text.length);
  const stateIn = (ranges: readonly Range[]) =>
    ranges.some(({ start, end }) => start <= at && at < end) ? "trained" : "not trained";
  return {
    byte: Buffer.byteLength(text.slice(0, at)),
    expected: `${excerpt(text, at)} ${stateIn(trained)}`,
    found: stateIn(other),
  };
}
