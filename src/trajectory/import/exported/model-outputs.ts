import { AIMessage } from "@langchain/core/messages";
import { isRecord } from "../../recorder/snapshot.js";
import type { ExportedRun } from "./exported-run.js";
import { toMessage } from "./revive-messages.js";

/** What a tool keeps of a model call beside its outputs. */
export interface TokenCounts {
  readonly inputTokens: number | null | undefined;
  readonly outputTokens: number | null | undefined;
}

/** A model's outputs in the one form that the recorder reads, with the tokens that the message itself may not tell. */
export function toModelOutputs(
  outputs: ExportedRun["outputs"],
  tokens: TokenCounts,
): ExportedRun["outputs"] {
  const generation = firstOf(outputs?.["generations"]);
  if (!isRecord(generation)) return outputs;
  const { message: told, text } = generation;
  const message = isRecord(told) ? toMessage(told, toUsage(tokens)) : undefined;
  return { generations: [[AIMessage.isInstance(message) ? { text, message } : { text }]] };
}

/** Generations are a list a prompt; some exports leave the outer list out. */
function firstOf(generations: unknown): unknown {
  const first: unknown = Array.isArray(generations) ? generations[0] : undefined;
  return Array.isArray(first) ? first[0] : first;
}

function toUsage({ inputTokens, outputTokens }: TokenCounts) {
  if (!inputTokens && !outputTokens) return {};
  const [input, output] = [inputTokens ?? 0, outputTokens ?? 0];
  const total = input + output;
  return { usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: total } };
}
