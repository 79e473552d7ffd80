/** Format errors of the reward, in the order in which a score lists them. */
export const REWARD_ERRORS = [
  /** A control tag is nested, unclosed or stray, or the student wrote a tool answer itself. */
  "tags_broken",
  "plan_missing",
  "plan_repeated",
  "call_missing",
  /** A call is not a JSON object of exactly `name` and `arguments`. */
  "call_malformed",
  "call_unknown_tool",
  /** The arguments do not match the tool's JSON Schema. */
  "call_arguments_invalid",
  /** A turn has a second call, or text after its call. */
  "call_not_alone",
  /** No tool answer follows a call. */
  "call_unanswered",
  "reflection_missing",
  "recommend_missing",
  "recommend_repeated",
  /** A recommendation is not a JSON list of strings. */
  "recommend_not_a_list",
  "recommend_unknown_item",
  "recommend_repeated_item",
  /** A recommendation has fewer than 5 or more than 20 ids. */
  "recommend_wrong_length",
  /** The phases are not in the order plan, calls, reflection, recommendation. */
  "order_wrong",
  /** A plan, an analysis or a reflection is blank. */
  "phase_empty",
  /** Text or turns follow the recommendation. */
  "text_after_recommend",
] as const;

/** One of {@link REWARD_ERRORS}. */
export type RewardError = (typeof REWARD_ERRORS)[number];
