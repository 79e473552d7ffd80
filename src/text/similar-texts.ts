/** A text and how often it occurred. */
export interface SimilarText {
  /** The first occurrence. Texts that differ only in numbers and ids count as the same. */
  readonly text: string;
  readonly count: number;
}

/** Counts texts; see {@link createSimilarTextCounter}. */
export interface SimilarTextCounter {
  add(text: string): void;
  /** The most frequent first. */
  read(): SimilarText[];
}

/** Distinct texts that a counter keeps at least. */
const KEPT = 10_000;

/**
 * Counts texts that differ in more than numbers and ids, in limited memory: with more than twice as many distinct texts as are kept, the
 * rarest are forgotten.
 *
 * @param kept - Distinct texts that are kept at least.
 */
export function createSimilarTextCounter(kept = KEPT): SimilarTextCounter {
  let texts = new Map<string, SimilarText>();
  const sorted = () => [...texts].toSorted(([, one], [, other]) => other.count - one.count);
  return {
    add(text) {
      const kind = kindOf(text);
      const known = texts.get(kind);
      texts.set(kind, { text: known?.text ?? text, count: (known?.count ?? 0) + 1 });
      if (texts.size > 2 * kept) texts = new Map(sorted().slice(0, kept));
    },
    read: () => sorted().map(([, similar]) => similar),
  };
}

/** The text without what differs between two occurrences: numbers, ids of requests, ids of tasks. */
function kindOf(text: string): string {
  return text
    .replace(/\S*\d\S*/g, "#")
    .replace(/\s+/g, " ")
    .slice(0, 500);
}
