import { formatClause, parseEvidenceLine } from "../../../text/evidence-line.js";
import type { Dataset, ItemId } from "../../../types.js";
import type { ExecutedCall } from "./read-calls.js";

/** What a student read about one candidate. */
export interface ReadEvidence {
  readonly itemId: ItemId;
  readonly title: string;
  /** Such as `with last 3: 41 of 350, 2.60x chance, top 4.10%`. Kinds that say nothing are left out. */
  readonly statements: string[];
}

/** The evidence in the answers that a student got, candidate by candidate in the order of its ranking. */
export function readEvidence(
  calls: readonly ExecutedCall[],
  ranking: readonly ItemId[],
  items: Dataset["items"],
): ReadEvidence[] {
  const read = new Map<ItemId, Set<string>>();
  for (const line of calls.flatMap(({ answer }) => answer?.split("\n") ?? [])) {
    const parsed = parseEvidenceLine(line);
    if (parsed === undefined) continue;
    const { item, readings } = parsed;
    const statements = readings.map((reading) => formatClause(reading.kind, reading));
    read.set(item.id, new Set([...(read.get(item.id) ?? []), ...statements]));
  }
  return ranking.map((itemId) => ({
    itemId,
    title: items.get(itemId)?.title ?? "",
    statements: [...(read.get(itemId) ?? [])],
  }));
}
