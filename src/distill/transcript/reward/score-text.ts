import { parseShallowJson } from "../../../json.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import { type RewardError, REWARD_ERRORS } from "./check-call.js";
import { checkCalls, checkPhases } from "./check-format.js";
import { readTurns, type ScoredMessage, type StudentTurn } from "./read-turns.js";

export interface ScoreOptions {
  readonly candidates: readonly string[];
  readonly heldOut: string;
  /** The tools the student was offered. One with empty `parameters` takes any arguments. */
  readonly tools: Trajectory["tools"];
}

export interface Score {
  /** `format + outcome`, from -1 to 2. */
  readonly reward: number;
  /** 1 when nothing is wrong, else -1. */
  readonly format: 1 | -1;
  /** 1, 2/3, 1/3 or 0 for the held-out item first, within 3, within 5, or neither. */
  readonly outcome: number;
  /** The held-out item's place in the recommendation, from 1; null when it is not in a valid one. */
  readonly rank: number | null;
  /** What is wrong, each once, in the order of {@link REWARD_ERRORS}. */
  readonly errors: readonly RewardError[];
}

/**
 * The reward of one conversation, out of what the student wrote and nothing else: tool answers and prompts never count. Text in
 * which tool answers are not escaped cannot be scored safely, messages can. `training/star_reward.py` computes the same.
 *
 * @param conversation - Linear text (a whole conversation, or a completion of its prompt, with or without special tokens), or
 * chat messages. A recommendation counts only where it is the only one and valid; other errors leave the outcome alone.
 * @see arXiv 2602.09829, section 3
 */
export function scoreText(
  conversation: string | readonly ScoredMessage[],
  { candidates, heldOut, tools }: ScoreOptions,
): Score {
  const turns = readTurns(conversation);
  const { ranking, errors: invalid } = findRecommendation(turns, candidates);
  const found = new Set([...checkPhases(turns), ...checkCalls(turns, tools), ...invalid]);
  const errors = REWARD_ERRORS.filter((error) => found.has(error));
  const rank = rankOf(heldOut, ranking ?? []);
  const format = errors.length === 0 ? 1 : -1;
  const outcome = outcomeOf(rank);
  return { reward: format + outcome, format, outcome, rank, errors };
}

function findRecommendation(turns: readonly StudentTurn[], candidates: readonly string[]) {
  const written = turns.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind === "recommend"));
  const read = written.map(({ text }) => readRecommendation(text, candidates));
  return {
    ranking: read.length === 1 ? read[0]?.ranking : undefined,
    errors: read.flatMap(({ errors }) => errors),
  };
}

function rankOf(heldOut: string, ranking: readonly string[]): number | null {
  const place = ranking.indexOf(heldOut);
  return place === -1 ? null : place + 1;
}

/** Full marks for the first place, two thirds within 3, one third within 5. */
function outcomeOf(rank: number | null): number {
  if (rank === null || rank > 5) return 0;
  if (rank === 1) return 1;
  return rank <= 3 ? 2 / 3 : 1 / 3;
}

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
  const ids = parseShallowJson(text);
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
