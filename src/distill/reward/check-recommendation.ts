import { parsePlainJson } from "../../text/plain-json.js";
import type { RewardError } from "./reward-errors.js";

export const SHORTEST_RECOMMENDATION = 5;
export const LONGEST_RECOMMENDATION = 20;

/** A recommendation read: what is wrong with it, or its ids. */
export type ReadRecommendation =
  | { readonly ranking: readonly string[]; readonly errors: readonly [] }
  | { readonly ranking: undefined; readonly errors: readonly RewardError[] };

/** Reads a JSON list of 5 to 20 distinct candidates and nothing else. */
export function readRecommendation(
  text: string,
  candidates: readonly string[],
): ReadRecommendation {
  const ids = parsePlainJson(text);
  if (!isListOfStrings(ids)) return { ranking: undefined, errors: ["recommend_not_a_list"] };
  const errors: RewardError[] = [
    ...(ids.every((id) => candidates.includes(id)) ? [] : (["recommend_unknown_item"] as const)),
    ...(new Set(ids).size === ids.length ? [] : (["recommend_repeated_item"] as const)),
    ...(isRightLength(ids.length) ? [] : (["recommend_wrong_length"] as const)),
  ];
  return errors.length === 0 ? { ranking: ids, errors: [] } : { ranking: undefined, errors };
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function isRightLength(length: number): boolean {
  return length >= SHORTEST_RECOMMENDATION && length <= LONGEST_RECOMMENDATION;
}
