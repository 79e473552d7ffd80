/** Names of the teacher's default agents, in the order in which the planner lists them. */
export const DEFAULT_AGENT_NAMES = [
  "user_profile",
  "historical_interest",
  "recent_interest",
  "interest_divergence",
] as const;
/** One of {@link DEFAULT_AGENT_NAMES}. */
export type DefaultAgentName = (typeof DEFAULT_AGENT_NAMES)[number];

/** Names of the tools, in the order in which `createTools` returns them. */
export const TOOL_NAMES = [
  "lookup_user_history",
  "search_neighbors",
  "translate_evidence",
] as const;
/** One of {@link TOOL_NAMES}. */
export type ToolName = (typeof TOOL_NAMES)[number];
