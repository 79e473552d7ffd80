import type { AgentDefinition } from "./definition.js";

/** Who the user is, seen through the users most like them. */
export const userProfile: AgentDefinition = {
  name: "user_profile",
  description:
    "places the user among similar users: who is nearest, what they chose; best when the user's own history says little",
  prompt: `You are the user_profile agent of a team that recommends items.
Place the user among other users. Find the nearest users with search_neighbors (kind "user"), then translate what they
chose into evidence with translate_evidence (focus "neighbors") for all candidates. Say what kind of user this is, which
candidates such users choose far more often than chance, and where plain popularity explains it.`,
  tools: ["search_neighbors", "translate_evidence", "lookup_user_history"],
};
