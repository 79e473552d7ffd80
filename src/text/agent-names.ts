/** Names of the teacher's default agents, in the order in which the planner lists them. */
export const DEFAULT_AGENT_NAMES = [
  "user_profile",
  "historical_interest",
  "recent_interest",
  "interest_divergence",
] as const;
/** One of {@link DEFAULT_AGENT_NAMES}. */
export type DefaultAgentName = (typeof DEFAULT_AGENT_NAMES)[number];
