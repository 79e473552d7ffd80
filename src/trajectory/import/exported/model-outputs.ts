import { AIMessage } from "@langchain/core/messages";
import { isRecord } from "../../../json.js";
import type { MissingPart } from "../../missing-parts.js";
import { toListedMessage } from "./to-message.js";

type Members = Readonly<Record<string, unknown>>;

/** What an export stores beside a model's outputs. */
interface ReportedCall {
  readonly inputTokens?: number | null | undefined;
  readonly outputTokens?: number | null | undefined;
  readonly finishReason?: string | undefined;
}

/** The reply of a model run, in the form that the recorder reads. */
interface ModelOutputs {
  readonly outputs: Members | undefined;
  /** `replies` if there is none, or if its message cannot be read. */
  readonly missing: readonly MissingPart[];
}

/**
 * Reads the outputs of a model run: LangChain's `generations`, or the response of a provider's API. Of several generations, the
 * first is the reply, as in the graph. Token counts and the finish reason are added where the message lacks them.
 */
export function readModelOutputs(
  outputs: Members | null | undefined,
  reported: ReportedCall = {},
): ModelOutputs {
  const generation = outputs ? findGeneration(outputs) : undefined;
  if (generation === undefined) return { outputs: undefined, missing: ["replies"] };
  const { message: stored, text, info } = generation;
  const message = stored === undefined ? undefined : toListedMessage(stored);
  const reply = AIMessage.isInstance(message) ? message : undefined;
  if (reply !== undefined && reply.usage_metadata === undefined) {
    Object.assign(reply, toUsage(reported));
  }
  const generationInfo = {
    ...(reported.finishReason && { finish_reason: reported.finishReason }),
    ...info,
  };
  return {
    outputs: { generations: [[{ text, generationInfo, ...(reply && { message: reply }) }]] },
    missing: reply === undefined && stored !== undefined ? ["replies"] : [],
  };
}

/** One reply with its text and what the provider says about it. */
interface Generation {
  readonly message: unknown;
  readonly text: unknown;
  readonly info: Members;
}

function findGeneration(outputs: Members): Generation | undefined {
  const { generations, choices, message, messages, output, content: _, ...info } = outputs;
  if (generations !== undefined) return fromLangChain(firstOf(generations));
  if (Array.isArray(choices)) return fromChoice(outputs, choices[0]);
  if (isRecord(message)) return { message, text: "", info };
  if (Array.isArray(messages)) return { message: messages.at(-1), text: "", info: {} };
  if ("role" in outputs || "tool_calls" in outputs) {
    return { message: { role: "assistant", ...outputs }, text: "", info };
  }
  if (typeof output === "string") return { message: undefined, text: output, info: {} };
  return isRecord(output)
    ? (findGeneration(output) ?? fromLangChain({ message: output }))
    : undefined;
}

/** Generations are a list per prompt; some exports leave out the outer list. */
function firstOf(generations: unknown): unknown {
  const first: unknown = Array.isArray(generations) ? generations[0] : undefined;
  return Array.isArray(first) ? first[0] : first;
}

/** In Python, the provider's information is called `generation_info`. */
function fromLangChain(generation: unknown): Generation | undefined {
  if (!isRecord(generation)) return undefined;
  const { message, text, generationInfo, generation_info: pythonInfo } = generation;
  const info = generationInfo ?? pythonInfo;
  return { message: message ?? undefined, text, info: isRecord(info) ? info : {} };
}

/** A response of OpenAI's chat or completion API. */
function fromChoice({ model, usage }: Members, choice: unknown): Generation | undefined {
  if (!isRecord(choice)) return undefined;
  const { message, text, finish_reason, logprobs } = choice;
  const info = { finish_reason, logprobs };
  if (!isRecord(message)) return { message: undefined, text, info };
  const counts = isRecord(usage) ? usage : {};
  const known = {
    response_metadata: typeof model === "string" ? { model_name: model } : {},
    ...toUsage({
      inputTokens: numberOf(counts["prompt_tokens"]),
      outputTokens: numberOf(counts["completion_tokens"]),
    }),
  };
  return { message: { role: "assistant", ...known, ...message }, text: "", info };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function toUsage({ inputTokens, outputTokens }: ReportedCall) {
  if (!inputTokens && !outputTokens) return {};
  const [input, output] = [inputTokens ?? 0, outputTokens ?? 0];
  const total = input + output;
  return { usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: total } };
}
