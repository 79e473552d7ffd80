import { categoryDrift } from "../../text/category-counts.js";
import type { DefaultAgentName } from "../../text/names.js";
import type { TaskSummary } from "../../text/task-prompt.js";
import type { RoleRequest } from "./role-request.js";

interface Assignment {
  readonly agent: string;
  readonly question: string;
}

interface Plan {
  readonly reasoning: string;
  readonly assignments: readonly Assignment[];
}

/** Histories with fewer interactions are too short to show long-term interests. */
const SHORT_HISTORY = 25;
/** From this number of interactions on, each window of the history has enough data for an agent. */
const LONG_HISTORY = 150;
/** Minimum `categoryDrift` between recent interactions and the whole history that counts as a drift of interests. */
const DRIFT = 0.4;

const QUESTIONS: Record<DefaultAgentName, string> = {
  user_profile:
    "Which users are nearest, and which candidates do they choose more often than chance? Use the focus neighbors.",
  historical_interest:
    "Which candidates fit what the user has always chosen? Use the focus long_term.",
  recent_interest:
    "Which candidates continue the latest choices and their order? Use the focus recent.",
  interest_divergence:
    "Do recent and lasting interests support different candidates? Use the focus all.",
};

/** Selects agents by the length of the history and by the drift between recent interactions and the whole history. */
export function plan({ task, system }: RoleRequest): Plan {
  const { reasoning, agents } = strategy(task);
  const available = agents.filter((agent) => system.includes(`- ${agent}:`));
  const assignments = available.map((agent) => ({ agent, question: QUESTIONS[agent] }));
  return { reasoning, assignments: assignments.length > 0 ? assignments : assignAll(system) };
}

function strategy(task: TaskSummary): { reasoning: string; agents: readonly DefaultAgentName[] } {
  const { historyLength: length } = task;
  const drift = categoryDrift(task);
  const moved = `${Math.round(100 * drift)}% of the category mentions of the recent choices depart from the whole history`;
  if (length < SHORT_HISTORY) {
    return {
      reasoning: `Only ${length} earlier choices: too few to speak of a lasting taste, so similar users have to fill in. ${moved}.`,
      agents: ["user_profile", "recent_interest"],
    };
  }
  if (drift >= DRIFT) {
    return {
      reasoning: `The interests drift: ${moved}. Recent and lasting interests have to be compared candidate by candidate.`,
      agents: ["recent_interest", "interest_divergence"],
    };
  }
  if (length >= LONG_HISTORY) {
    return {
      reasoning: `A long and steady history of ${length} choices: ${moved}. Every window is rich enough to be read by itself.`,
      agents: ["user_profile", "historical_interest", "recent_interest"],
    };
  }
  return {
    reasoning: `A steady history of ${length} choices: ${moved}. Lasting taste and latest choices should agree; check both.`,
    agents: ["historical_interest", "recent_interest"],
  };
}

/** The same question for all agents, if the offline model has no rules for any of them. */
function assignAll(system: string): Assignment[] {
  const names = Array.from(system.matchAll(/^- (\w+): /gm), ([, name = ""]) => name);
  return names.map((agent) => ({
    agent,
    question: "What does your evidence say about the candidates?",
  }));
}
