import { AIMessage, ToolMessage, isBaseMessage, type BaseMessage } from "@langchain/core/messages";
import type { Run } from "@langchain/core/tracers/base";
import { isLangChainTool, convertToOpenAITool } from "@langchain/core/utils/function_calling";
import { isRecord } from "../../json.js";
import type { Trajectory } from "../trajectory.js";
import { redactMembers, redactText, type Redact, type RecordedArguments } from "./redact.js";

/** A tool's answer as the model reads it. */
export interface RecordedAnswer {
  /** The provider's id of the call. */
  readonly rawCallId: string;
  readonly name: string;
  readonly content: string;
  readonly status: "success" | "error";
}

/** A tool call in a model's reply. */
interface ModelCall {
  readonly rawCallId: string;
  readonly name: string;
  readonly arguments: RecordedArguments;
}

/** The reply of one model call, with its cost. */
export interface ModelReply {
  readonly text: string;
  readonly calls: readonly ModelCall[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly modelName: string | undefined;
}

/** The input of one model call. */
export interface ModelInput {
  /** Messages before the first reply. */
  readonly prompt: Trajectory["prompt"];
  /** Tool answers after the last reply. */
  readonly answers: readonly RecordedAnswer[];
}

/** Reads the input of a model run. */
export function readModelInput(run: Run, redact: Redact): ModelInput {
  const { messages, prompts } = run.inputs;
  if (Array.isArray(prompts)) {
    return { prompt: [{ role: "user", content: redactText(prompts[0], redact) }], answers: [] };
  }
  const conversation = (Array.isArray(messages) ? messages.flat() : []).filter(isBaseMessage);
  const firstReply = conversation.findIndex(isReply);
  const prompt = firstReply === -1 ? conversation : conversation.slice(0, firstReply);
  const recent = conversation.slice(conversation.findLastIndex(AIMessage.isInstance) + 1);
  return {
    prompt: prompt.map((message) => toPromptMessage(message, redact)),
    answers: recent
      .filter((message) => ToolMessage.isInstance(message))
      .map((message) => toToolAnswer(message, redact)),
  };
}

/** Reads the reply of a model run; undefined when there is none. */
export function readModelReply(run: Run, redact: Redact): ModelReply | undefined {
  const generation: unknown = run.outputs?.["generations"]?.[0]?.[0];
  if (!isRecord(generation)) return undefined;
  const message = generation["message"];
  const reply = AIMessage.isInstance(message) ? message : undefined;
  const modelName: unknown = reply?.response_metadata["model_name"];
  return {
    text: redactText(reply === undefined ? generation["text"] : reply.text, redact),
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

/** Finds tool answers in the output of a node or a tool: a message, a list, a state update or a `Command`. */
export function findToolAnswers(value: unknown, redact: Redact, depth = 4): RecordedAnswer[] {
  if (ToolMessage.isInstance(value)) return [toToolAnswer(value, redact)];
  if (depth === 0 || typeof value !== "object" || value === null || isBaseMessage(value)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((entry) => findToolAnswers(entry, redact, depth - 1));
  }
  const members = "lg_name" in value && "update" in value ? [value.update] : plainMembers(value);
  return members.flatMap((member) => findToolAnswers(member, redact, depth - 1));
}

/** Members of plain objects only: those of other objects can be large, lazy or private. */
function plainMembers(value: object): unknown[] {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.values(value) : [];
}

function isReply(message: BaseMessage): boolean {
  return AIMessage.isInstance(message) || ToolMessage.isInstance(message);
}

function toPromptMessage(message: BaseMessage, redact: Redact): ModelInput["prompt"][number] {
  const role = message.getType() === "system" ? "system" : "user";
  return { role, content: redactText(message.text, redact) };
}

function toToolAnswer(message: ToolMessage, redact: Redact): RecordedAnswer {
  const { content, text, tool_call_id: rawCallId, name = "", status = "success" } = message;
  const hasOtherBlocks = text === "" && content.length > 0;
  return {
    rawCallId,
    name,
    content: redactText(hasOtherBlocks ? JSON.stringify(content) : text, redact),
    status,
  };
}

function readCalls(reply: AIMessage, redact: Redact): ModelCall[] {
  const valid = (reply.tool_calls ?? []).map((call) => ({
    rawCallId: call.id ?? "",
    name: call.name,
    arguments: redactMembers(call.args, redact),
  }));
  const broken = (reply.invalid_tool_calls ?? []).map((call) => ({
    rawCallId: call.id ?? "",
    name: call.name ?? "",
    arguments: redactText(call.args, redact),
  }));
  return [...valid, ...broken];
}

/** An OpenAI function definition. */
export type ToolDefinition = Trajectory["tools"][number];

/**
 * Reads the tools bound to a model, in the format of any provider: from the invocation parameters, else from the call options, of
 * which nothing else is read.
 */
export function readTools(run: Run, redact: Redact): ToolDefinition[] {
  const sent = toolsOf(run.extra?.["invocation_params"]) ?? toolsOf(run.extra?.["options"]);
  return (sent ?? []).flatMap((tool) => toDefinitions(tool, redact));
}

/** Converts LangChain tools, or definitions in the format of any provider. */
export function toToolDefinitions(tools: readonly unknown[]): ToolDefinition[] {
  return tools.flatMap((tool) => toDefinitions(tool, (text) => text));
}

function toolsOf(parameters: unknown): unknown[] | undefined {
  const tools = isRecord(parameters) ? parameters["tools"] : undefined;
  return Array.isArray(tools) ? tools : undefined;
}

function toDefinitions(tool: unknown, redact: Redact): ToolDefinition[] {
  if (!isRecord(tool)) return [];
  if (isLangChainTool(tool)) return toDefinitions(convertToOpenAITool(tool), redact);
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
        description: redactText(definition["description"], redact),
        parameters: isRecord(schema) ? redactMembers(schema, redact) : {},
      },
    },
  ];
}
