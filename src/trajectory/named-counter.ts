/** Numbers by name, the highest first. */
export type NamedCounts = Readonly<Record<string, number>>;

/** Counts by name. */
export interface NamedCounter {
  add(name: string): void;
  /** Equal counts are in the order of their names, so that equal input gives equal bytes. */
  read(): NamedCounts;
}

/** Creates a counter without counts. */
export function createNamedCounter(): NamedCounter {
  const counts = new Map<string, number>();
  return {
    add(name) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    read: () =>
      Object.fromEntries(
        [...counts].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)),
      ),
  };
}
