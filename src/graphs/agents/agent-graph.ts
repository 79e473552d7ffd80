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
import { escapeOnce, fenceData } from "../../text/data-text.js";
import { HISTORY_TOOL } from "../../tools/lookup-user-history.js";
import { ask, askWithTools } from "../answer.js";
import { request, rolePrompt } from "../prompts.js";
import { AgentInput, AgentOutput, AgentState, taskContextSchema } from "../state.js";
import { bindTools, sendCalls } from "../turns.js";
import { reportSchema, type AgentDefinition } from "./default-agents.js";
import { createSummarizer } from "./summarizer.js";

export interface AgentGraphOptions {
  readonly agent: AgentDefinition;
  readonly llm: BaseChatModel;
  /** The tools the agent may call. */
  readonly tools: readonly StructuredToolInterface[];
  readonly maxToolRounds: number;
  readonly maxRepairs: number;
  readonly historyWindow: number;
}

type State = typeof AgentState.State;

/** One agent as a graph of its own: the model, a node for each of its tools, and its report at the end. */
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

// As strings, so that the names of the tools can stand beside them.
const MODEL: string = "model";
const SUMMARIZE: string = "summarize_history";

/** Reads everything; writes `messages` and, at the end, `answer`. */
function createModelNode({ agent, llm, tools, maxToolRounds, maxRepairs }: AgentGraphOptions) {
  const schema = agent.schema ?? reportSchema;
  const prompt = rolePrompt(agent.prompt, schema);
  const withTools = bindTools(llm, tools);
  return async (state: State) => {
    const toolRounds = state.messages.filter(
      (message) => isAIMessage(message) && isCalling(message),
    ).length;
    const isSpent = toolRounds >= maxToolRounds;
    const told = [
      prompt,
      openingRequest(state),
      ...state.messages,
      ...(isSpent ? [LAST_CALL] : []),
    ];
    const asked = { messages: told, schema, role: `agent ${agent.name}`, maxRepairs };
    const { messages, answer } =
      isSpent || tools.length === 0
        ? await ask({ ...asked, model: llm })
        : await askWithTools({ ...asked, model: withTools });
    return answer === undefined ? { messages } : { messages, answer: JSON.stringify(answer) };
  };
}

const LAST_CALL = new HumanMessage("You have used all your tool calls. Answer now.");

function openingRequest({ opening, question, earlier }: State): HumanMessage {
  return request({
    Task: opening,
    "Your earlier answer": earlier && fenceData(escapeOnce(earlier)),
    "Your question": question,
  });
}

function isCalling(message: BaseMessage): boolean {
  return isAIMessage(message) && (message.tool_calls?.length ?? 0) > 0;
}

function routeCalls(toolNames: readonly string[]) {
  return (state: State) =>
    state.answer === "" ? sendCalls(latestCalls(state), toolNames, state) : "report";
}

/**
 * Leads a long history through the summarizer. A tool that ran beside the history cannot see its answer yet, so where
 * there were several calls all of them go that way, and the model goes on once, after the summary.
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
        observations: messages
          .filter(isToolMessage)
          .map(({ name, text }) => ({ tool: name ?? "tool", text })),
      },
    ],
  });
}
