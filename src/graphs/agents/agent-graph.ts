import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  HumanMessage,
  isAIMessage,
  isToolMessage,
  type BaseMessage,
  type ToolCall,
} from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { HISTORY_TOOL } from "../../tools/lookup-user-history.js";
import { agentReportSchema, type AgentDefinition } from "../agent-definition.js";
import { askModel, askModelWithTools } from "../ask-model.js";
import { rolePrompt } from "../prompts.js";
import { AgentInput, AgentOutput, AgentState, taskContextSchema } from "../state.js";
import { bindTools, escapeToolAnswers, sendToolCalls } from "../tool-calls.js";
import { agentRequest, toObservations } from "./agent-request.js";
import { createSummarizer } from "./summarizer.js";

/** Options of {@link createAgentGraph}. */
export interface AgentGraphOptions {
  readonly agent: AgentDefinition;
  readonly llm: BaseChatModel;
  /** The tools that the agent may call. */
  readonly tools: readonly StructuredToolInterface[];
  readonly maxToolRounds: number;
  readonly maxRepairs: number;
  readonly historyWindow: number;
}

type State = typeof AgentState.State;

/** One agent as a compiled graph: the model, one node per tool, and the report at the end. */
export function createAgentGraph(options: AgentGraphOptions) {
  const { agent, tools } = options;
  const toolNames = tools.map(({ name }) => name);
  const analysis = { metadata: { star_step: "analysis" } };
  const graph = new StateGraph(AgentState, {
    input: AgentInput,
    output: AgentOutput,
    context: taskContextSchema,
  })
    .addNode(MODEL, createModelNode(options), analysis)
    .addNode("report", createReportNode(agent.name))
    .addEdge(START, MODEL)
    .addConditionalEdges(MODEL, routeCalls(toolNames), [...toolNames, "report"])
    .addEdge("report", END);
  for (const tool of tools) graph.addNode(tool.name, new ToolNode([tool]));
  if (!toolNames.includes(HISTORY_TOOL)) {
    for (const name of toolNames) graph.addEdge(name, MODEL);
    return graph.compile({ name: agent.name });
  }
  const summarizer = createSummarizer(options);
  graph.addNode(SUMMARIZE, summarizer.node, analysis).addEdge(SUMMARIZE, MODEL);
  for (const name of toolNames) {
    graph.addConditionalEdges(name, routeHistory(summarizer), [SUMMARIZE, MODEL]);
  }
  return graph.compile({ name: agent.name });
}

// Typed as strings, so that the names of the tools can be used beside them.
const MODEL: string = "model";
const SUMMARIZE: string = "summarize_history";

/** Names that no tool of an agent can have: the other nodes of its graph and the keys of its state. */
export const RESERVED_AGENT_TOOL_NAMES: ReadonlySet<string> = new Set([
  MODEL,
  SUMMARIZE,
  "report",
  ...Object.keys(AgentState.fields),
]);

/** Reads the whole state; writes `messages` and, at the end, `answer`. */
function createModelNode({ agent, llm, tools, maxToolRounds, maxRepairs }: AgentGraphOptions) {
  const schema = agent.schema ?? agentReportSchema;
  const prompt = rolePrompt(agent.prompt, schema);
  const withTools = bindTools(llm, tools);
  return async (state: State) => {
    const toolRounds = state.messages.filter(
      (message) => isAIMessage(message) && isCalling(message),
    ).length;
    const isLastTurn = toolRounds >= maxToolRounds;
    const prompts = [
      prompt,
      agentRequest(state),
      ...escapeToolAnswers(state.messages),
      ...(isLastTurn ? [LAST_CALL] : []),
    ];
    const role = `agent ${agent.name}`;
    const question = { messages: prompts, schema, tools, role, maxRepairs };
    const { messages, answer } =
      isLastTurn || tools.length === 0
        ? await askModel({ ...question, model: llm })
        : await askModelWithTools({ ...question, model: withTools });
    return answer === undefined ? { messages } : { messages, answer: JSON.stringify(answer) };
  };
}

const LAST_CALL = new HumanMessage("You have used all your tool calls. Answer now.");

function isCalling(message: BaseMessage): boolean {
  return isAIMessage(message) && (message.tool_calls?.length ?? 0) > 0;
}

function routeCalls(toolNames: readonly string[]) {
  return (state: State) =>
    state.answer === "" ? sendToolCalls(latestCalls(state), toolNames, state) : "report";
}

/**
 * Sends a long history to the summarizer. A tool that ran in parallel cannot see the history answer yet, so after several
 * calls all of them are sent there, and the model runs once, after the summary.
 */
function routeHistory(summarizer: ReturnType<typeof createSummarizer>) {
  return (state: State) => {
    const calls = latestCalls(state);
    const readsHistory = calls.some(({ name }) => name === HISTORY_TOOL);
    const mayBeLong = calls.length > 1 || summarizer.isNeeded(state.messages);
    return readsHistory && mayBeLong ? SUMMARIZE : MODEL;
  };
}

function latestCalls({ messages }: State): ToolCall[] {
  return messages.findLast((message) => isAIMessage(message))?.tool_calls ?? [];
}

/** Reads `answer`, `question`, `round` and `messages`; writes `findings`. */
function createReportNode(agent: string) {
  return ({ answer, question, round, messages }: State) => ({
    findings: [
      {
        agent,
        round,
        question,
        answer,
        observations: toObservations(messages.filter(isToolMessage)),
      },
    ],
  });
}
