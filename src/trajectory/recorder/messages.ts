import { AIMessage, ToolMessage, isBaseMessage, type BaseMessage } from "@langchain/core/messages";
import type { Run } from "@langchain/core/tracers/base";
import { isLangChainTool, convertToOpenAITool } from "@langchain/core/utils/function_calling";
import type { Trajectory } from "../trajectory.js";
import { copyMembers, isRecord, keepText, type Redact, type ToolArguments } from "./snapshot.js";

/** A tool's answer as the model gets to see it. */
export interface ToolAnswer {
  readonly rawCallId: string;
  readonly name: string;
  readonly content: string;
  readonly status: "success" | "error";
}

export interface ModelCall {
  readonly rawCallId: string;
  readonly name: string;
  readonly arguments: ToolArguments;
}

/** What a model said in one call, and what it cost. */
export interface ModelReply {
  readonly text: string;
  readonly calls: readonly ModelCall[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly modelName: string | undefined;
}

/** What a model was told: the messages before its first own word, and the tool answers since its last one. */
export interface ModelInput {
  readonly opening: Trajectory["prompt"];
  readonly answers: readonly ToolAnswer[];
}

export function readModelInput(run: Run, redact: Redact): ModelInput {
  const { messages, prompts } = run.inputs;
  if (Array.isArray(prompts)) {
    return { opening: [{ role: "user", content: keepText(prompts[0], redact) }], answers: [] };
  }
  const conversation = (Array.isArray(messages) ? messages.flat() : []).filter(isBaseMessage);
  const firstReply = conversation.findIndex(isReply);
  const opening = firstReply === -1 ? conversation : conversation.slice(0, firstReply);
  const recent = conversation.slice(conversation.findLastIndex(AIMessage.isInstance) + 1);
  return {
    opening: opening.map((message) => toPromptMessage(message, redact)),
    answers: recent
      .filter((message) => ToolMessage.isInstance(message))
      .map((message) => toToolAnswer(message, redact)),
  };
}

export function readModelReply(run: Run, redact: Redact): ModelReply | undefined {
  const generation: unknown = run.outputs?.["generations"]?.[0]?.[0];
  if (!isRecord(generation)) return undefined;
  const message = generation["message"];
  const reply = AIMessage.isInstance(message) ? message : undefined;
  const modelName: unknown = reply?.response_metadata["model_name"];
  return {
    text: keepText(reply === undefined ? generation["text"] : reply.text, redact),
    calls: reply === undefined ? [] : readCalls(reply, redact),
    inputTokens: countTokens(reply?.usage_metadata, "input_tokens"),
    outputTokens: countTokens(reply?.usage_metadata, "output_tokens"),
    modelName: typeof modelName === "string" ? modelName : undefined,
  };
}

function countTokens(usage: unknown, key: string): number {
  const tokens = isRecord(usage) ? usage[key] : undefined;
  return typeof tokens === "number" && tokens > 0 ? Math.round(tokens) : 0;
}

/** The tool answers in what a node or a tool returned: a message, a list, a state update, a `Command`. */
export function findToolAnswers(value: unknown, redact: Redact, depth = 4): ToolAnswer[] {
  if (ToolMessage.isInstance(value)) return [toToolAnswer(value, redact)];
  if (depth === 0 || typeof value !== "object" || value === null || isBaseMessage(value)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((entry) => findToolAnswers(entry, redact, depth - 1));
  }
  const members = "lg_name" in value && "update" in value ? [value.update] : plainMembers(value);
  return members.flatMap((member) => findToolAnswers(member, redact, depth - 1));
}

/** Only plain objects are walked: the members of anything else may be large, lazy or private. */
function plainMembers(value: object): unknown[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.values(value) : [];
}

function isReply(message: BaseMessage): boolean {
  return AIMessage.isInstance(message) || ToolMessage.isInstance(message);
}

function toPromptMessage(message: BaseMessage, redact: Redact): ModelInput["opening"][number] {
  const role = message.getType() === "system" ? "system" : "user";
  return { role, content: keepText(message.text, redact) };
}

function toToolAnswer(message: ToolMessage, redact: Redact): ToolAnswer {
  const { content, text, tool_call_id: rawCallId, name = "", status = "success" } = message;
  const hasOtherBlocks = text === "" && content.length > 0;
  return {
    rawCallId,
    name,
    content: keepText(hasOtherBlocks ? JSON.stringify(content) : text, redact),
    status,
  };
}

function readCalls(reply: AIMessage, redact: Redact): ModelCall[] {
  const valid = (reply.tool_calls ?? []).map((call) => ({
    rawCallId: call.id ?? "",
    name: call.name,
    arguments: copyMembers(call.args, redact),
  }));
  const broken = (reply.invalid_tool_calls ?? []).map((call) => ({
    rawCallId: call.id ?? "",
    name: call.name ?? "",
    arguments: keepText(call.args, redact),
  }));
  return [...valid, ...broken];
}

export type ToolDefinition = Trajectory["tools"][number];

/**
 * The tools bound to a model, in whichever of the providers' forms they were sent. A model that does not tell what it sends
 * has them among its call options still; nothing else is read of those.
 */
export function readTools(run: Run, redact: Redact): ToolDefinition[] {
  const sent = toolsOf(run.extra?.["invocation_params"]) ?? toolsOf(run.extra?.["options"]);
  return (sent ?? []).flatMap((tool) => toDefinitions(tool, redact));
}

/** The tools that somebody says were offered: LangChain's own, or in any of the providers' forms. */
export function givenTools(tools: readonly unknown[]): ToolDefinition[] {
  return tools.flatMap((tool) => toDefinitions(tool, (text) => text));
}

function toolsOf(parameters: unknown): unknown[] | undefined {
  const tools = isRecord(parameters) ? parameters["tools"] : undefined;
  return Array.isArray(tools) ? tools : undefined;
}

function toDefinitions(tool: unknown, redact: Redact): ToolDefinition[] {
  if (isLangChainTool(tool)) return toDefinitions(convertToOpenAITool(tool), redact);
  if (!isRecord(tool)) return [];
  const group = tool["functionDeclarations"];
  if (Array.isArray(group)) return group.flatMap((entry) => toDefinitions(entry, redact));
  const definition = isRecord(tool["function"]) ? tool["function"] : tool;
  if (typeof definition["name"] !== "string") return [];
  const schema = definition["parameters"] ?? definition["input_schema"];
  return [
    {
      type: "function",
      function: {
        name: definition["name"],
        description: keepText(definition["description"], redact),
        parameters: isRecord(schema) ? copyMembers(schema, redact) : {},
      },
    },
  ];
}
