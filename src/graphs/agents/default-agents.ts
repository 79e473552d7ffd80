import { DEFAULT_AGENT_NAMES, type DefaultAgentName, type ToolName } from "../../text/names.js";
import type { AgentDefinition } from "../agent-definition.js";

interface DefaultAgent extends AgentDefinition {
  readonly name: DefaultAgentName;
  readonly tools: readonly ToolName[];
}

/** Analyzes the lasting taste in the whole history. */
const historicalInterest: DefaultAgent = {
  name: "historical_interest",
  description:
    "weighs the whole history: lasting tastes and what goes together with all earlier choices",
  prompt: `You are the historical_interest agent of a team that recommends items.
Judge the user's lasting taste. In one turn, read the long-term part of the history with lookup_user_history (window
"long_term") and ask translate_evidence (focus "long_term") for all candidates. Name the tastes that last, and the candidates that
the whole history supports. Do not let the last few choices decide: another agent looks at those.`,
  tools: ["lookup_user_history", "translate_evidence"],
};

/** Compares recent and lasting interests. */
const interestDivergence: DefaultAgent = {
  name: "interest_divergence",
  description:
    "compares recent and lasting interests candidate by candidate; best when the latest choices differ from the history",
  prompt: `You are the interest_divergence agent of a team that recommends items.
Find out where the user's recent direction departs from the lasting taste, and whether that departure is real. In one
turn, look at what is closest to the latest choice with search_neighbors (kind "item") and ask translate_evidence (focus
"all") for all candidates. For each strong candidate say whether recent evidence, long-term evidence or both support it, and
prefer those that do not depend on one window alone unless the change of direction is clear.`,
  tools: ["search_neighbors", "translate_evidence"],
};

/** Analyzes the latest interactions and their order. */
const recentInterest: DefaultAgent = {
  name: "recent_interest",
  description:
    "weighs the last ten choices and their order: what goes with them and what tends to follow soon after",
  prompt: `You are the recent_interest agent of a team that recommends items.
Judge what the user is after now. In one turn, read the latest choices with lookup_user_history (window "recent") and ask
translate_evidence (focus "recent") for all candidates. Order matters: what others chose soon after the same items is
worth more than what merely goes together with them. Name the current direction and the candidates that continue it.`,
  tools: ["lookup_user_history", "translate_evidence"],
};

/** Describes the user by the nearest users. */
const userProfile: DefaultAgent = {
  name: "user_profile",
  description:
    "places the user among similar users: who is nearest, what they chose; best when the user's own history says little",
  prompt: `You are the user_profile agent of a team that recommends items.
Place the user among other users. In one turn, find the nearest users with search_neighbors (kind "user") and translate what
they chose into evidence with translate_evidence (focus "neighbors") for all candidates. Say what kind of user this is, which
candidates such users choose far more often than chance, and where plain popularity explains it.`,
  tools: ["search_neighbors", "translate_evidence"],
};

const AGENTS: Record<DefaultAgentName, DefaultAgent> = {
  user_profile: userProfile,
  historical_interest: historicalInterest,
  recent_interest: recentInterest,
  interest_divergence: interestDivergence,
};

/**
 * The four interest agents of STAR's teacher: user_profile, historical_interest, recent_interest, interest_divergence.
 *
 * @see arXiv 2602.09829, section 3
 */
export const DEFAULT_AGENTS: readonly AgentDefinition[] = DEFAULT_AGENT_NAMES.map(
  (name) => AGENTS[name],
);
