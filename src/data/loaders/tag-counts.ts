/** Tags that count as categories of an item. */
const MOST = 5;

/** Tags that say what somebody did or has, and not what an item is about. */
const PRIVATE =
  /^(?:to-read|currently-reading|read|own|owned|books-i-own|my-books|favou?rites?|default|kindle|e-?books?|library|wish-?list|to-buy|re-read|seen live)$/;

/** Counts of the tags of items. */
export interface TagCounts {
  /** Adds to the count of a tag; ignores unknown and private tags. */
  add(itemId: string, tag: string | undefined, count: number): void;
  /** The five most frequent tags of an item; ties keep the order in which they were added. */
  of(itemId: string): readonly string[];
}

/** Creates counts without tags. */
export function createTagCounts(): TagCounts {
  const byItem = new Map<string, Map<string, number>>();
  return {
    add(itemId, tag, count) {
      if (tag === undefined || PRIVATE.test(tag)) return;
      const counts = byItem.get(itemId) ?? new Map<string, number>();
      byItem.set(itemId, counts.set(tag, (counts.get(tag) ?? 0) + count));
    },
    of: (itemId) =>
      [...(byItem.get(itemId) ?? [])]
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, MOST)
        .map(([tag]) => tag),
  };
}
