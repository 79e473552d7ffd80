import type { AgentDefinition } from "./definition.js";
import { historicalInterest } from "./historical-interest.js";
import { interestDivergence } from "./interest-divergence.js";
import { recentInterest } from "./recent-interest.js";
import { userProfile } from "./user-profile.js";

/** The four interest agents of STAR's teacher (arXiv 2602.09829, section 3). */
export const DEFAULT_AGENTS: readonly AgentDefinition[] = [
  userProfile,
  historicalInterest,
  recentInterest,
  interestDivergence,
];
