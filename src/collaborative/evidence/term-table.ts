import { titleTerms } from "../../text/title-terms.js";
import type { TitleTable } from "./title-table.js";

/**
 * Compares titles by their words and word pairs, as TF-IDF vectors of unit length. A term weighs
 * `(1 + ln count) * (1 + ln((1 + titles) / (1 + titles with the term)))`. Terms of a single title are left out, because they make no title
 * similar to another.
 *
 * @see Manning, Raghavan, Schütze (2008), Introduction to Information Retrieval, section 6.4
 */
export function createTermTable(titles: readonly string[]): TitleTable {
  const counts = titles.map(countTerms);
  const spread = new Map<string, number>();
  for (const row of counts)
    for (const term of row.keys()) spread.set(term, (spread.get(term) ?? 0) + 1);
  const numbers = new Map<string, number>();
  for (const [term, titlesWith] of spread) if (titlesWith > 1) numbers.set(term, numbers.size);
  const idf = (term: string) =>
    1 + Math.log((1 + titles.length) / (1 + (spread.get(term) as number)));
  const offsets = new Int32Array(titles.length + 1);
  const columns: number[] = [];
  const weights: number[] = [];
  for (const [index, row] of counts.entries()) {
    const shared = [...row].filter(([term]) => numbers.has(term));
    const values = shared.map(([term, count]) => (1 + Math.log(count)) * idf(term));
    const norm = Math.hypot(...values);
    columns.push(...shared.map(([term]) => numbers.get(term) as number));
    weights.push(...values.map((value) => value / norm));
    offsets[index + 1] = columns.length;
  }
  return createSparseTable({
    offsets,
    columns: Int32Array.from(columns),
    weights: Float64Array.from(weights),
    size: numbers.size,
  });
}

function countTerms(title: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of titleTerms(title)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Sparse vectors of unit length, one per title. */
interface SparseVectors {
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  /** Aligned with `columns`. */
  readonly weights: Float64Array;
  readonly size: number;
}

function createSparseTable({ offsets, columns, weights, size }: SparseVectors): TitleTable {
  return {
    similaritiesTo(history) {
      const profile = new Float64Array(size);
      for (const item of history) {
        const end = offsets[item + 1] as number;
        for (let entry = offsets[item] as number; entry < end; entry++) {
          const term = columns[entry] as number;
          profile[term] = (profile[term] as number) + (weights[entry] as number);
        }
      }
      const similarities = new Float64Array(offsets.length - 1);
      for (let item = 0; item < similarities.length; item++) {
        const end = offsets[item + 1] as number;
        let sum = 0;
        for (let entry = offsets[item] as number; entry < end; entry++) {
          sum += (profile[columns[entry] as number] as number) * (weights[entry] as number);
        }
        similarities[item] = sum;
      }
      return similarities;
    },
  };
}
