import { createChatModel, createTeacherAssistant, DEFAULT_AGENTS } from "langgraph-star";
import type { AgentDefinition } from "langgraph-star";
import { dataset, index } from "./shop.js";
import { stockAgent } from "./stock-agent.js";
import { StockRules } from "./stock-rules.js";

/**
 * The model. A real LLM behind any OpenAI-compatible server needs no change of the code: install `@langchain/openai`, then
 * `STAR_MODEL=openai:NAME OPENAI_API_KEY=... npm start`, with `STAR_BASE_URL=http://127.0.0.1:11434/v1` for a server of your own.
 * Any other chat model of LangChain can be `llm`, too.
 */
const {
  STAR_MODEL: model = "offline",
  STAR_BASE_URL: baseUrl,
  OPENAI_API_KEY: apiKey,
} = process.env;
const llm = await createChatModel(model, { baseUrl, apiKey });

/** The stock agent with the model of the team, or with rules if that is the offline model. */
export const withModel: AgentDefinition =
  model === "offline" ? { ...stockAgent, llm: new StockRules({}) } : stockAgent;

/** The teacher: the agents that come with the package, and others. */
export function createTeam(others: readonly AgentDefinition[]) {
  const agents = [...DEFAULT_AGENTS, ...others];
  return createTeacherAssistant({ llm, dataset, index, agents }).compile({ name: "teacher" });
}
