import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  HumanMessage,
  isAIMessage,
  isToolMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { END, Send, START, StateGraph } from "@langchain/langgraph";
import { ToolNode } from "@langchain/langgraph/prebuilt";
import { HISTORY_TOOL } from "../../tools/lookup-user-history.js";
import { askWithTools, type AnsweringModel } from "../answer.js";
import { fence, request, rolePrompt } from "../prompts.js";
import { AgentInput, AgentOutput, AgentState, taskContextSchema } from "../state.js";
import { reportSchema, type AgentDefinition } from "./definition.js";
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
    .addNode("model" as string, createModelNode(options), analysis)
    .addNode("report", createReportNode(agent.name))
    .addNode(tools.map((tool): [string, ToolNode] => [tool.name, new ToolNode([tool])]))
    .addEdge(START, "model")
    .addConditionalEdges("model", routeCalls(toolNames), [...toolNames, "report"])
    .addEdge("report", END);
  for (const name of toolNames) if (name !== HISTORY_TOOL) graph.addEdge(name, "model");
  if (!toolNames.includes(HISTORY_TOOL)) return graph.compile({ name: agent.name });
  const summarizer = createSummarizer(options);
  return graph
    .addNode("summarize_history", summarizer.node, analysis)
    .addConditionalEdges(
      HISTORY_TOOL,
      ({ messages }: State) => (summarizer.isNeeded(messages) ? "summarize_history" : "model"),
      ["summarize_history", "model"],
    )
    .addEdge("summarize_history", "model")
    .compile({ name: agent.name });
}

/** Reads everything; writes `messages` and, at the end, `answer`. */
function createModelNode({ agent, llm, tools, maxToolRounds, maxRepairs }: AgentGraphOptions) {
  const schema = agent.schema ?? reportSchema;
  const prompt = rolePrompt(agent.prompt, schema);
  const withTools = bindTools(llm, tools);
  return async (state: State) => {
    const toolRounds = state.messages.filter(
      (message) => isAIMessage(message) && isCalling(message),
    ).length;
    const mayCall = toolRounds < maxToolRounds;
    const { messages, answer } = await askWithTools({
      model: mayCall ? withTools : llm,
      messages: [prompt, openingRequest(state), ...state.messages, ...(mayCall ? [] : [LAST_CALL])],
      schema,
      role: `agent ${agent.name}`,
      maxRepairs,
    });
    return answer === undefined ? { messages } : { messages, answer: JSON.stringify(answer) };
  };
}

const LAST_CALL = new HumanMessage("You have used all your tool calls. Answer now.");

function bindTools(llm: BaseChatModel, tools: readonly StructuredToolInterface[]): AnsweringModel {
  return tools.length === 0 || llm.bindTools === undefined ? llm : llm.bindTools([...tools]);
}

function openingRequest({ opening, question, earlier }: State): HumanMessage {
  return request({
    Task: opening,
    "Your earlier answer": earlier && fence(earlier),
    "Your question": question,
  });
}

function isCalling(message: BaseMessage): boolean {
  return isAIMessage(message) && (message.tool_calls?.length ?? 0) > 0;
}

/** Each call goes to the node of its tool; a call of an unknown tool goes to any, which answers that there is none. */
function routeCalls(toolNames: readonly string[]) {
  return (state: State) => {
    const last = state.messages.at(-1);
    const calls = last !== undefined && isAIMessage(last) ? (last.tool_calls ?? []) : [];
    if (state.answer !== "" || calls.length === 0) return "report";
    return calls.map((call) => {
      const node = toolNames.find((name) => name === call.name) ?? toolNames[0] ?? "report";
      return new Send(node, { ...state, lg_tool_call: call });
    });
  };
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
