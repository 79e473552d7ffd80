import type { Range, TrainerText } from "../formats/format.js";

/** Where two texts part. */
export interface Difference {
  /** Bytes of UTF-8 before it. */
  readonly byte: number;
  /** What stands there in one and in the other, as quoted text. */
  readonly expected: string;
  readonly found: string;
}

const SHOWN = 40;

/** The first place at which two texts differ; undefined when they are the same. */
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
  return at >= text.length ? "its end" : JSON.stringify(text.slice(at, at + SHOWN));
}

/** What is trained of one text and not of the other, or the other way round, first; undefined when the masks are the same. */
export function firstMaskDifference(
  { text, trained }: TrainerText,
  other: readonly Range[],
): Difference | undefined {
  const edges = (ranges: readonly Range[]) => ranges.flatMap(({ start, end }) => [start, end]);
  const [wanted, had] = [edges(trained), edges(other)];
  const place = wanted.findIndex((edge, index) => edge !== had[index]);
  const first = place === -1 ? wanted.length : place;
  if (first === wanted.length && wanted.length === had.length) return undefined;
  const at = Math.min(wanted[first] ?? text.length, had[first] ?? text.length);
  const isTrained = (ranges: readonly Range[]) =>
    ranges.some(({ start, end }) => start <= at && at < end) ? "trained" : "not trained";
  return {
    byte: Buffer.byteLength(text.slice(0, at)),
    expected: `${excerpt(text, at)} ${isTrained(trained)}`,
    found: isTrained(other),
  };
}
