import type { AgentDefinition } from "./definition.js";

/** What the user has always liked. */
export const historicalInterest: AgentDefinition = {
  name: "historical_interest",
  description:
    "weighs the whole history: lasting tastes and what goes together with all earlier choices",
  prompt: `You are the historical_interest agent of a team that recommends items.
Judge the user's lasting taste. Read the long-term part of the history with lookup_user_history (window "long_term"),
then ask translate_evidence (focus "long_term") for all candidates. Name the tastes that last, and the candidates that
the whole history supports. Do not let the last few choices decide: another agent looks at those.`,
  tools: ["lookup_user_history", "translate_evidence", "search_neighbors"],
};
