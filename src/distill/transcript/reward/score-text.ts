import { parseShallowJson } from "../../../json.js";
import { rankIn } from "../../../trajectory/rank-in.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import { checkCalls, checkPhases } from "./check-format.js";
import { type RewardError, REWARD_ERRORS } from "./errors.js";
import { readStudentTurns, type ScoredMessage, type StudentTurn } from "./read-turns.js";

/** Options of {@link scoreText}. */
export interface ScoreOptions {
  /** Ids that may be recommended. */
  readonly candidates: readonly string[];
  /** Id of the held-out item. */
  readonly heldOut: string;
  /** The offered tools. A tool with empty `parameters` accepts any arguments. */
  readonly tools: Trajectory["tools"];
}

/** Result of {@link scoreText}. */
export interface Score {
  /** `format + outcome`, from -1 to 2. */
  readonly reward: number;
  /** 1 without format errors, else -1. */
  readonly format: 1 | -1;
  /** 1 if the held-out item is at rank 1, 2/3 at rank 2 or 3, 1/3 at rank 4 or 5, else 0. */
  readonly outcome: number;
  /** Rank of the held-out item, from 1; null if it is not in a valid recommendation. */
  readonly rank: number | null;
  /** Distinct format errors, in the order of {@link REWARD_ERRORS}. */
  readonly errors: readonly RewardError[];
}

/**
 * The reward of one conversation: format plus outcome. Only assistant turns are scored, never prompts and tool answers.
 * Forged turns in a tool answer are harmless in messages; in text, tags in tool answers must be escaped.
 * `training/star_reward.py` computes the same.
 *
 * @param conversation - Chat messages or linear text: a whole conversation or the completion of its prompt, with or without
 * special tokens. The outcome counts if there is exactly one recommendation and it is valid, regardless of other format errors.
 * @see arXiv 2602.09829, section 3
 *
 * @example
 * ```ts
 * import { scoreText } from "langgraph-star/export";
 *
 * const look = { name: "look", description: "Describes an item.", parameters: {} };
 * const score = scoreText(
 *   [
 *     {
 *       role: "assistant",
 *       content: "<plan>\nLook at item 1.\n</plan>",
 *       tool_calls: [{ name: "look", arguments: { id: "1" } }],
 *     },
 *     { role: "tool", content: "Item 1 is a comedy." },
 *     {
 *       role: "assistant",
 *       content:
 *         '<reflection>\nIt fits.\n</reflection>\n<recommend>\n["1", "2", "3", "4", "5"]\n</recommend>',
 *     },
 *   ],
 *   {
 *     candidates: ["1", "2", "3", "4", "5", "6"],
 *     heldOut: "1",
 *     tools: [{ type: "function", function: look }],
 *   },
 * );
 * console.log(score); // { reward: 2, format: 1, outcome: 1, rank: 1, errors: [] }
 * ```
 */
export function scoreText(
  conversation: string | readonly ScoredMessage[],
  { candidates, heldOut, tools }: ScoreOptions,
): Score {
  const turns = readStudentTurns(conversation);
  const { ranking, errors: invalid } = findRecommendation(turns, candidates);
  const found = new Set([...checkPhases(turns), ...checkCalls(turns, tools), ...invalid]);
  const errors = REWARD_ERRORS.filter((error) => found.has(error));
  const rank = rankIn(ranking ?? [], heldOut);
  const format = errors.length === 0 ? 1 : -1;
  const outcome = outcomeOf(rank);
  return { reward: format + outcome, format, outcome, rank, errors };
}

function findRecommendation(turns: readonly StudentTurn[], candidates: readonly string[]) {
  const blocks = turns.flatMap((turn) => turn.blocks.filter(({ kind }) => kind === "recommend"));
  const recommendations = blocks.map(({ text }) => readRecommendation(text, candidates));
  return {
    ranking: recommendations.length === 1 ? recommendations[0]?.ranking : undefined,
    errors: recommendations.flatMap(({ errors }) => errors),
  };
}

function outcomeOf(rank: number | null): number {
  if (rank === null || rank > 5) return 0;
  if (rank === 1) return 1;
  return rank <= 3 ? 2 / 3 : 1 / 3;
}

const MIN_RECOMMENDED = 5;
const MAX_RECOMMENDED = 20;

/** The ids of a recommendation, or its errors. */
type ReadRecommendation =
  | { readonly ranking: readonly string[]; readonly errors: readonly [] }
  | { readonly ranking: undefined; readonly errors: readonly RewardError[] };

/** Reads the text of a `<recommend>` block, which must be a JSON list of 5 to 20 distinct candidates. */
export function readRecommendation(
  text: string,
  candidates: readonly string[],
): ReadRecommendation {
  const ids = parseShallowJson(text);
  if (!isListOfStrings(ids)) return { ranking: undefined, errors: ["recommend_not_a_list"] };
  const errors: RewardError[] = [
    ...(ids.every((id) => candidates.includes(id)) ? [] : (["recommend_unknown_item"] as const)),
    ...(new Set(ids).size === ids.length ? [] : (["recommend_repeated_item"] as const)),
    ...(isValidLength(ids.length) ? [] : (["recommend_wrong_length"] as const)),
  ];
  return errors.length === 0 ? { ranking: ids, errors: [] } : { ranking: undefined, errors };
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

function isValidLength(length: number): boolean {
  return length >= MIN_RECOMMENDED && length <= MAX_RECOMMENDED;
}
