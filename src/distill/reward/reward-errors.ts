/** Everything that costs the format reward, in the order in which a score lists it. */
export const REWARD_ERRORS = [
  /** A control tag is nested, unclosed or stray, or the student wrote a tool's answer itself. */
  "tags_broken",
  "plan_missing",
  "plan_repeated",
  "call_missing",
  /** A call is not a JSON object of exactly `name` and `arguments`. */
  "call_malformed",
  "call_unknown_tool",
  /** Arguments do not fit the tool's schema. */
  "call_arguments_invalid",
  /** A turn holds a second call, or goes on after its call. */
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
  /** The phases do not follow as plan, calls, reflection, recommendation. */
  "order_wrong",
  /** A plan, an analysis or a reflection says nothing. */
  "phase_empty",
  /** The student went on after its recommendation. */
  "text_after_recommend",
] as const;
export type RewardError = (typeof REWARD_ERRORS)[number];
