/** Your own agent with its own tool. Replace both by what your team of agents should know. */
import { tool, type ToolRuntime } from "@langchain/core/tools";
import type { AgentDefinition } from "langgraph-star";
import { z } from "zod";
import { stock } from "./shop.js";

/** A LangChain tool. It reads the candidates from the agent's state, so that the model need not list them. */
export const checkStock = tool(
  (_: object, { state }: ToolRuntime) => {
    const { candidates } = z.object({ candidates: z.array(z.string()) }).parse(state);
    return candidates.map((id) => `[${id}] ${stock.get(id) ?? 0} copies`).join("\n");
  },
  {
    name: "check_stock",
    description: "How many copies of each candidate are in stock.",
    schema: z.object({}),
  },
);

/** The planner reads `description`, the agent's model `prompt`. Without `llm`, the agent has the model of the teacher. */
export const stockAgent: AgentDefinition = {
  name: "stock",
  description: "knows how many copies of each candidate are in stock",
  prompt: `You are the stock agent of a team that recommends items.
Call check_stock. Your favorites are the candidates with most copies; those without a copy are none.`,
  tools: [checkStock],
};
