import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { assertIntegers, assertOptions, invalidOption } from "../assert.js";
import type { AgentDefinition, TeacherAgent } from "./agent-definition.js";
import { DEFAULT_AGENTS } from "./agents/default-agents.js";
import { PLANNER_PROMPT } from "./agents/planner.js";
import { RANKER_PROMPT } from "./agents/ranker.js";
import { REFLECTOR_PROMPT } from "./agents/reflector.js";
import { assertAgents, assertChatModel, assertTools } from "./check-options.js";

/** Options of {@link createTeacher}. */
export interface CreateTeacherOptions {
  /** The chat model of all roles; an agent may have its own. It must support tool calls. */
  readonly llm: BaseChatModel;
  /** The tools that agents may name; usually `createTools(...)`. */
  readonly tools: readonly StructuredToolInterface[];
  /** Agents to ask. Default: {@link DEFAULT_AGENTS}, each with those of its tools that `tools` contains. */
  readonly agents?: readonly TeacherAgent[];
  /** Your instructions for planner, reflector and ranker. Default: those of STAR. */
  readonly prompts?: TeacherPrompts;
  /** Maximum number of times that the reflector may ask agents again. 0 removes the reflector. Default 2. */
  readonly maxReflections?: number;
  /** Rounds of tool calls per agent and question; above 7, raise the run's `recursionLimit`, too. Default 6. */
  readonly maxToolRounds?: number;
  /** Maximum number of times that an unreadable answer is returned to the model with the reason. Default 2. */
  readonly maxRepairs?: number;
  /** Lines of history per request; longer histories are summarized window by window. Default 100. */
  readonly historyWindow?: number;
}

/**
 * Instructions of the teacher's own roles. A text replaces the default; a function gets the default and returns the text, for
 * example `(text) => text + "\n..."`. The list of agents, the rule on data and the JSON Schema of the answer are always added.
 */
export interface TeacherPrompts {
  readonly planner?: TeacherPrompt;
  readonly reflector?: TeacherPrompt;
  readonly ranker?: TeacherPrompt;
}

/** A text in place of the default instructions, or a function of them. */
export type TeacherPrompt = string | ((defaultInstructions: string) => string);

const OPTIONS = {
  llm: true,
  tools: true,
  agents: true,
  prompts: true,
  maxReflections: true,
  maxToolRounds: true,
  maxRepairs: true,
  historyWindow: true,
} as const satisfies Record<keyof CreateTeacherOptions, true>;

const DEFAULT_PROMPTS = {
  planner: PLANNER_PROMPT,
  reflector: REFLECTOR_PROMPT,
  ranker: RANKER_PROMPT,
};

/** Checks the options and fills in the defaults. */
export function resolveTeacherOptions(options: CreateTeacherOptions) {
  assertOptions("createTeacher", options, OPTIONS);
  const { llm, tools } = options;
  assertChatModel("llm", llm);
  assertTools("tools", tools);
  const agents = options.agents ?? selectTools(DEFAULT_AGENTS, tools);
  assertAgents(agents);
  const { maxReflections = 2, maxToolRounds = 6, maxRepairs = 2, historyWindow = 100 } = options;
  assertIntegers({ maxReflections, maxToolRounds, maxRepairs }, { least: 0 });
  assertIntegers({ historyWindow });
  const prompts = resolvePrompts(options.prompts);
  return { llm, tools, agents, prompts, maxReflections, maxToolRounds, maxRepairs, historyWindow };
}

/** The agents, each without the tools that are not available. */
function selectTools(
  agents: readonly AgentDefinition[],
  tools: readonly StructuredToolInterface[],
): AgentDefinition[] {
  const available = new Set(tools.map(({ name }) => name));
  return agents.map((agent) => ({
    ...agent,
    tools: agent.tools.filter((tool) => typeof tool !== "string" || available.has(tool)),
  }));
}

function resolvePrompts(prompts: TeacherPrompts = {}): typeof DEFAULT_PROMPTS {
  assertOptions("prompts", prompts, { planner: true, reflector: true, ranker: true });
  const resolve = (role: keyof TeacherPrompts): string => {
    const given = prompts[role] ?? DEFAULT_PROMPTS[role];
    const text: unknown = typeof given === "function" ? given(DEFAULT_PROMPTS[role]) : given;
    if (typeof text === "string" && text.trim() !== "") return text;
    throw invalidOption(`prompts.${role}`, text, "Pass a text, or a function that returns one.");
  };
  return {
    planner: resolve("planner"),
    reflector: resolve("reflector"),
    ranker: resolve("ranker"),
  };
}
