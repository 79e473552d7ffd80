import type { ItemId } from "../../types.js";
import { readRanking } from "../read-ranking.js";
import { type ReadRanking, readRankingText } from "./ranking-entries.js";

const OPENS = "<recommend>";
const OTHER_BLOCKS = /<(plan|analysis|reflection)>[^]*?(?:<\/\1>|$)/g;

/**
 * The candidates that a student recommends: those of the JSON list in its last `<recommend>` block; if there are more in another form,
 * such as a numbered list, those.
 */
export function readStudentRanking(text: string, candidates: readonly ItemId[]): ReadRanking {
  const strict = readRanking(text, candidates);
  const opens = text.lastIndexOf(OPENS);
  const isMarked = opens !== -1;
  const place = isMarked
    ? insideOfBlock(text.slice(opens + OPENS.length))
    : text.replace(OTHER_BLOCKS, "");
  const loose = readRankingText(place, candidates, { isMarked });
  if (loose === undefined || loose.ranking.length <= strict.length) {
    return { ranking: strict, repairs: [] };
  }
  return loose;
}

/** Without its end, the last id of a block may have been cut off. */
function insideOfBlock(text: string): string {
  const end = text.indexOf("</recommend>");
  return end === -1 ? text.replace(/[^,\n>]*$/, "") : text.slice(0, end);
}
