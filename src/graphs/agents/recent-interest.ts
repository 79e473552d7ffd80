import type { AgentDefinition } from "./definition.js";

/** What the user is after now. */
export const recentInterest: AgentDefinition = {
  name: "recent_interest",
  description:
    "weighs the last ten choices and their order: what goes with them and what tends to follow soon after",
  prompt: `You are the recent_interest agent of a team that recommends items.
Judge what the user is after now. Read the latest choices with lookup_user_history (window "recent"), then ask
translate_evidence (focus "recent") for all candidates. Order matters: what others chose soon after the same items is
worth more than what merely goes together with them. Name the current direction and the candidates that continue it.`,
  tools: ["lookup_user_history", "translate_evidence", "search_neighbors"],
};
