import { categoryDrift } from "../../text/category-counts.js";
import type { TaskSummary } from "../../text/task-prompt.js";
import type { Conversation } from "./conversation.js";

interface Assignment {
  readonly agent: string;
  readonly question: string;
}

interface Plan {
  readonly reasoning: string;
  readonly assignments: readonly Assignment[];
}

/** Below this many choices the history says little about lasting taste. */
const SHORT_HISTORY = 25;
/** From this many choices on every window is rich enough to be read by itself. */
const LONG_HISTORY = 150;
/** Share of category mentions that would have to change for the recent choices to look like the whole history. */
const DRIFT = 0.4;

const QUESTIONS = {
  user_profile:
    "Which users are nearest, and which candidates do they choose more often than chance? Use the focus neighbors.",
  historical_interest:
    "Which candidates fit what the user has always chosen? Use the focus long_term.",
  recent_interest:
    "Which candidates continue the latest choices and their order? Use the focus recent.",
  interest_divergence:
    "Do recent and lasting interests support different candidates? Use the focus all.",
} as const;

type AgentName = keyof typeof QUESTIONS;

/** Plans from the sketch of the history: how long it is, and how far the recent choices depart from the rest. */
export function plan({ task, system }: Conversation): Plan {
  const { reasoning, agents } = strategy(task);
  const available = agents.filter((agent) => system.includes(`- ${agent}:`));
  const assignments = available.map((agent) => ({ agent, question: QUESTIONS[agent] }));
  return { reasoning, assignments: assignments.length > 0 ? assignments : everyone(system) };
}

function strategy(task: TaskSummary): { reasoning: string; agents: readonly AgentName[] } {
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

/** Agents this model has no rules for: each gets the same question. */
function everyone(system: string): Assignment[] {
  const names = Array.from(system.matchAll(/^- (\w+): /gm), ([, name = ""]) => name);
  return names.map((agent) => ({
    agent,
    question: "What does your evidence say about the candidates?",
  }));
}
