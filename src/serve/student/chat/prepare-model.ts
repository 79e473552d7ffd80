import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { AIMessage, AIMessageChunk, BaseMessage } from "@langchain/core/messages";
import type { Runnable } from "@langchain/core/runnables";
import { isRefusal, type Refusal } from "../../http/refusal.js";
import type { ResolvedStudent } from "../options.js";
import { readSettings, type ReadSettings } from "../settings.js";
import type { ChatRequest } from "./request.js";

/** A model ready to be asked: with the settings and tools of one request. */
export interface PreparedModel extends Pick<ReadSettings, "stop" | "ignored"> {
  readonly model: Runnable<BaseMessage[], AIMessage | AIMessageChunk>;
}

/** Applies what a request asks of the model, or says why that cannot be done. */
export function prepareModel(
  { model: plain, adjustable }: Pick<ResolvedStudent, "model" | "adjustable">,
  request: ChatRequest,
): PreparedModel | Refusal {
  const honors = adjustable?.honors ?? [];
  const { sampling, stop, ignored } = readSettings(request, honors);
  const isAsked = Object.values(sampling).some((value) => value !== undefined);
  const adjusted = isAsked && adjustable ? adjustable.adjust(sampling) : plain;
  const model = withTools(adjusted, request, honors.includes("tool_choice"));
  return isRefusal(model) ? model : { model, stop, ignored };
}

function withTools(
  model: BaseChatModel,
  { tools, tool_choice: choice }: ChatRequest,
  canChoose: boolean,
): PreparedModel["model"] | Refusal {
  const isForced = choice === "required" || typeof choice === "object";
  if (isForced && choice !== null && !(canChoose && isOffered(choice, tools))) {
    return canChoose ? NOT_OFFERED : NO_CHOICE;
  }
  if (!tools?.length || choice === "none") return model;
  if (model.bindTools === undefined) return NO_TOOLS;
  return model.bindTools([...tools], isForced && choice !== null ? { tool_choice: choice } : {});
}

function isOffered(
  choice: NonNullable<ChatRequest["tool_choice"]>,
  tools: ChatRequest["tools"],
): boolean {
  const names = (tools ?? []).map((tool) => tool.function.name);
  return typeof choice === "object" ? names.includes(choice.function.name) : names.length > 0;
}

const NOT_OFFERED: Refusal = {
  refused: "REQUEST_INVALID",
  parameter: "tool_choice",
  message: "tool_choice asks for a tool that is not among the tools of the request.",
  remedy: "Offer the tool in tools, or leave tool_choice out.",
};

const NO_CHOICE: Refusal = {
  refused: "REQUEST_INVALID",
  parameter: "tool_choice",
  message: "This model cannot be made to call a tool; it decides by itself.",
  remedy: 'Use "auto" or "none", or leave tool_choice out.',
};

const NO_TOOLS: Refusal = {
  refused: "REQUEST_INVALID",
  parameter: "tools",
  message: "This model cannot call tools.",
  remedy: "Leave tools out.",
};
