import { isRecord } from "../../json.js";
import type { Leniency } from "./read.js";
import { readEntries, readRankingText } from "./ranking-entries.js";

/** A text that contains the answer's JSON, which the schema rejected, is not read in another way. */
const JSON_RANKING = /["']?ranking["']?\s*:\s*\[/;

/** Options of {@link createRankingLeniency}. */
interface RankingLeniencyOptions {
  /** True skips repeated candidates and entries that are no candidates: the schema does not require every candidate. */
  readonly isPartial?: boolean;
}

/** Reads rankings in other forms than that of the schema. The schema still decides whether there are enough candidates. */
export function createRankingLeniency(
  candidates: readonly string[],
  { isPartial = false }: RankingLeniencyOptions = {},
): Leniency {
  return {
    correct(value) {
      const given = isRecord(value) ? value["ranking"] : undefined;
      if (!isRecord(value) || !Array.isArray(given)) return undefined;
      const { ranking, repairs } = readEntries(given, candidates);
      // Which of two places is meant, or which candidate by an unknown id, would be a guess.
      if (ranking.length < given.length && !isPartial) return undefined;
      return { value: { ...value, ranking }, repairs };
    },
    readText(text) {
      if (JSON_RANKING.test(text)) return undefined;
      const read = readRankingText(text, candidates, { isMarked: true });
      if (read === undefined) return undefined;
      return { value: { reasoning: text, ranking: read.ranking }, repairs: read.repairs };
    },
  };
}
