import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { BaseMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { z } from "zod";
import type { VisibleTask } from "../types.js";

/** Default schema of an agent's report. */
export const agentReportSchema = z.object({
  reasoning: z
    .string()
    .min(1)
    .describe("What the tool answers say about this user, with the figures that matter."),
  favorites: z
    .array(
      z.object({
        item_id: z.string(),
        reason: z.string().describe("The evidence for it, in one sentence."),
      }),
    )
    .max(5)
    .describe("Up to five candidates this evidence favours, best first."),
});

/** An agent that the teacher builds from a prompt and tools. Pass it in `createTeacher({ agents })`. */
export interface AgentDefinition {
  /** Unique, snake_case; also the name of the graph node. */
  readonly name: string;
  /** One line for the planner: what this agent is good for. */
  readonly description: string;
  /** The role's instructions. They should begin with "You are the NAME agent". */
  readonly prompt: string;
  /** Tools it may call: names of the teacher's tools, or tool objects that only this agent gets. */
  readonly tools: readonly (string | StructuredToolInterface)[];
  /** Schema of its report. Default: `reasoning` and up to five `favorites`. */
  readonly schema?: z.ZodType;
  /** The chat model of this agent. Default: the teacher's `llm`. */
  readonly llm?: BaseChatModel;
}

/**
 * An agent that is a compiled graph of your own, such as one of `createReactAgent` or `createAgent(...).graph`. The planner
 * gives it a question, and its answer becomes a finding like that of any other agent.
 */
export interface GraphAgent {
  /** Unique, snake_case; also the name of the graph node. */
  readonly name: string;
  /** One line for the planner: what this agent is good for. */
  readonly description: string;
  readonly graph: QuestionGraph;
}

/** Input of a {@link GraphAgent}. A graph reads the keys of its own state and ignores the others. */
export interface GraphAgentInput {
  /** One human message with the task, the agent's earlier answer if there is one, and the question. */
  readonly messages: BaseMessage[];
  readonly question: string;
  /** The task as text. */
  readonly opening: string;
  readonly userId: string;
  readonly candidates: string[];
  /** 1 in the first round. */
  readonly round: number;
  /** The agent's latest answer; empty in the first round. */
  readonly earlier: string;
}

/**
 * A compiled graph that answers a question. Its answer is the first of these keys in its final state: `answer` (text),
 * `structuredResponse` (an object, written as JSON), the last of `messages`. Tool messages are its observations.
 */
export interface QuestionGraph {
  invoke(
    input: GraphAgentInput,
    options: {
      readonly context?: { readonly task?: VisibleTask };
      readonly callbacks?: BaseCallbackHandler[];
      readonly signal?: AbortSignal;
    },
  ): Promise<unknown>;
}

/** An agent of the teacher: a prompt with tools, or a compiled graph. */
export type TeacherAgent = AgentDefinition | GraphAgent;
