import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { AIMessage, AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { type HttpError, isHttpError } from "../../http/http-error.js";
import type { ResolvedStudentOptions } from "../options.js";
import { SETTING_NAMES, type Sampling, type SettingName } from "../settings.js";
import { type ChatRequest, IGNORED } from "./request.js";

/** A model configured with the settings and tools of one request. */
export interface PreparedModel extends Pick<RequestSettings, "stop" | "ignored"> {
  readonly model: Runnable<BaseMessage[], AIMessage | AIMessageChunk>;
}

/** Applies the settings and tools of a request to the model. Returns an error if the model does not support them. */
export async function prepareModel(
  { model: plain, adjustable }: Pick<ResolvedStudentOptions, "model" | "adjustable">,
  request: ChatRequest,
): Promise<PreparedModel | HttpError> {
  const supported = adjustable?.honors ?? [];
  const { sampling, stop, ignored } = readSettings(request, supported);
  const isAdjusted = Object.values(sampling).some((value) => value !== undefined);
  const adjusted = isAdjusted && adjustable ? await adjustable.adjust(sampling) : plain;
  const model = withTools(adjusted, request, supported.includes("tool_choice"));
  return isHttpError(model) ? model : { model, stop, ignored };
}

function withTools(
  model: BaseChatModel,
  { tools, tool_choice: choice }: ChatRequest,
  canForce: boolean,
): PreparedModel["model"] | HttpError {
  const isForced = choice === "required" || typeof choice === "object";
  if (isForced && choice !== null && !(canForce && isOffered(choice, tools))) {
    return canForce ? TOOL_NOT_OFFERED : FORCING_UNSUPPORTED;
  }
  if (!tools?.length || choice === "none") return model;
  if (model.bindTools === undefined) return TOOLS_UNSUPPORTED;
  return model.bindTools([...tools], isForced && choice !== null ? { tool_choice: choice } : {});
}

function isOffered(
  choice: NonNullable<ChatRequest["tool_choice"]>,
  tools: ChatRequest["tools"],
): boolean {
  const names = (tools ?? []).map((tool) => tool.function.name);
  return typeof choice === "object" ? names.includes(choice.function.name) : names.length > 0;
}

const TOOL_NOT_OFFERED: HttpError = {
  errorCode: "REQUEST_INVALID",
  parameter: "tool_choice",
  message: "tool_choice requires a tool that is not among the tools of the request.",
  remedy: "Add the tool to tools, or omit tool_choice.",
};

const FORCING_UNSUPPORTED: HttpError = {
  errorCode: "REQUEST_INVALID",
  parameter: "tool_choice",
  message: "This model cannot be forced to call a tool.",
  remedy: 'Use "auto" or "none", or omit tool_choice.',
};

const TOOLS_UNSUPPORTED: HttpError = {
  errorCode: "REQUEST_INVALID",
  parameter: "tools",
  message: "This model cannot call tools.",
  remedy: "Omit tools.",
};

/** The settings of one request, divided by whether the model supports them. */
export interface RequestSettings {
  readonly sampling: Sampling;
  /** Stop sequences: generation ends before any of them. */
  readonly stop: string[] | undefined;
  /** Parameters without effect, as the client spelled them. */
  readonly ignored: readonly string[];
}

/** Reads the settings of a request that the model supports, and the names of the others. */
function readSettings(request: ChatRequest, supported: readonly SettingName[]): RequestSettings {
  const { temperature, top_p, seed, stop } = request;
  const maxTokens = request.max_completion_tokens ?? request.max_tokens;
  const ifSupported = <Value>(name: SettingName, value: Value | null | undefined) =>
    supported.includes(name) ? (value ?? undefined) : undefined;
  const stops = typeof stop === "string" ? [stop] : stop;
  return {
    sampling: {
      temperature: ifSupported("temperature", temperature),
      topP: ifSupported("top_p", top_p),
      seed: ifSupported("seed", seed),
      maxTokens: ifSupported("max_tokens", maxTokens),
    },
    stop: ifSupported("stop", stops),
    ignored: Object.entries(request).flatMap(([name, value]) =>
      value !== null && value !== undefined && isIgnored(name, supported) ? [name] : [],
    ),
  };
}

/** An unsupported `tool_choice` is an error and never ignored. */
function isIgnored(name: string, supported: readonly SettingName[]): boolean {
  if (name in IGNORED) return true;
  const spelled = name === "max_completion_tokens" ? "max_tokens" : name;
  const setting = SETTING_NAMES.find((known) => known === spelled);
  return setting !== undefined && setting !== "tool_choice" && !supported.includes(setting);
}
