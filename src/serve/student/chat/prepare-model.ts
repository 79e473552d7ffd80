import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { AIMessage, AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { type HttpError, isHttpError } from "../../http/http-error.js";
import type { ResolvedStudentOptions } from "../options.js";
import { readSettings, type RequestSettings } from "./read-settings.js";
import type { ChatRequest } from "./request.js";

/** A model configured with the settings and tools of one request. */
export interface PreparedModel extends Pick<RequestSettings, "stop" | "ignored"> {
  readonly model: Runnable<BaseMessage[], AIMessage | AIMessageChunk>;
}

/** Applies the settings and tools of a request to the model. Returns an error if the model does not support them. */
export function prepareModel(
  { model: plain, adjustable }: Pick<ResolvedStudentOptions, "model" | "adjustable">,
  request: ChatRequest,
): PreparedModel | HttpError {
  const supported = adjustable?.honors ?? [];
  const { sampling, stop, ignored } = readSettings(request, supported);
  const isAdjusted = Object.values(sampling).some((value) => value !== undefined);
  const adjusted = isAdjusted && adjustable ? adjustable.adjust(sampling) : plain;
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
