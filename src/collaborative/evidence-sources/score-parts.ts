import { createWalkTable, type WalkTable } from "../evidence/two-steps-signal.js";
import { columnsOfRow } from "../sparse.js";
import { lookUpSoonAfter } from "../soon-after.js";
import type { EvidenceEntry, EvidenceSources } from "./evidence-sources.js";
import type { SourceInput } from "./source-input.js";

/** Parts of a score that are listed. */
const LISTED_PARTS = 10;

/** What each past choice alone would score: the score of the history is the sum, for EASE and for titles. */
export function listChoiceParts(input: SourceInput): EvidenceSources {
  const { evidence, subject, kind, item, history } = input;
  const { items } = evidence.index.matrix;
  const itemId = items[item] ?? "";
  const { userId } = subject;
  const scoreOf = (choice: string) => {
    const alone = { userId, history: [{ userId, itemId: choice, timestamp: 0 }] };
    const [line] = evidence.lines(alone, [itemId], kind.focus);
    return line?.readings.find((reading) => reading.kind === kind.id)?.value ?? 0;
  };
  return largestParts(
    history.map((at) => {
      const choice = items[at] ?? "";
      return { choice, weight: scoreOf(choice) };
    }),
  );
}

/** The ways from a past choice over one item to the item: their sum is the score. */
export function listTwoStepParts({ evidence, item, history }: SourceInput): EvidenceSources {
  const { index } = evidence;
  const { soonAfter, matrix } = index;
  const table = createWalkTable(index);
  const parts: EvidenceEntry[] = [];
  for (const choice of history) {
    for (const between of columnsOfRow(soonAfter, choice)) {
      const first = shareOf(table, choice, lookUpSoonAfter(soonAfter, choice, between).weight);
      const second = shareOf(table, between, lookUpSoonAfter(soonAfter, between, item).weight);
      const weight = first * second * (table.scales[item] ?? 0);
      if (weight === 0) continue;
      parts.push({
        choice: matrix.items[choice] ?? "",
        between: matrix.items[between] ?? "",
        weight,
      });
    }
  }
  return largestParts(parts);
}

/** Share of an item's mass that it passes on to a follower. */
function shareOf({ totals }: WalkTable, item: number, weight: number): number {
  const total = totals[item] ?? 0;
  return total === 0 ? 0 : weight / total;
}

function largestParts(parts: readonly EvidenceEntry[]): EvidenceSources {
  const present = parts.filter(({ weight }) => weight !== 0);
  const sorted = present.toSorted((one, other) => sizeOf(other) - sizeOf(one));
  return {
    form: "contributing",
    total: present.length,
    entries: sorted.slice(0, LISTED_PARTS),
  };
}

const sizeOf = ({ weight = 0 }: EvidenceEntry) => Math.abs(weight);
