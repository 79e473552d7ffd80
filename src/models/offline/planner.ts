import { categoryDrift } from "../../text/category-counts.js";
import { DEFAULT_AGENT_NAMES, type DefaultAgentName } from "../../text/names.js";
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

/**
 * Selects agents by the length of the history and by the drift between recent interactions and the whole history. Agents that it has
 * no rules for are always asked: somebody added them to be heard.
 */
export function plan({ task, system }: RoleRequest): Plan {
  const { reasoning, agents } = strategy(task);
  const listed = Array.from(system.matchAll(/^- (\w+): /gm), ([, name = ""]) => name);
  const known = agents.filter((agent) => listed.includes(agent));
  const added = listed.filter((name) => !isDefaultAgent(name));
  const asked = [...known, ...added];
  return { reasoning, assignments: (asked.length > 0 ? asked : listed).map(assign) };
}

function assign(agent: string): Assignment {
  const question = isDefaultAgent(agent)
    ? QUESTIONS[agent]
    : "What does your evidence say about the candidates?";
  return { agent, question };
}

const isDefaultAgent = (name: string): name is DefaultAgentName =>
  DEFAULT_AGENT_NAMES.some((known) => known === name);

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
