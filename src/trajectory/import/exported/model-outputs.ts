import { AIMessage } from "@langchain/core/messages";
import { isRecord } from "../../../json.js";
import type { ExportedRun } from "./exported-run.js";
import { toMessage } from "./revive-messages.js";

/** Token counts that an export stores beside a model's outputs. */
interface ReportedTokens {
  readonly inputTokens: number | null | undefined;
  readonly outputTokens: number | null | undefined;
}

/** Converts a model's outputs to the form that the recorder reads. Token counts are added where the message lacks them. */
export function toModelOutputs(
  outputs: ExportedRun["outputs"],
  tokens: ReportedTokens,
): ExportedRun["outputs"] {
  const generation = firstOf(outputs?.["generations"]);
  if (!isRecord(generation)) return outputs;
  const { message: stored, text } = generation;
  const message = isRecord(stored) ? toMessage(stored, toUsage(tokens)) : undefined;
  return { generations: [[AIMessage.isInstance(message) ? { text, message } : { text }]] };
}

/** Generations are a list per prompt; some exports leave out the outer list. */
function firstOf(generations: unknown): unknown {
  const first: unknown = Array.isArray(generations) ? generations[0] : undefined;
  return Array.isArray(first) ? first[0] : first;
}

function toUsage({ inputTokens, outputTokens }: ReportedTokens) {
  if (!inputTokens && !outputTokens) return {};
  const [input, output] = [inputTokens ?? 0, outputTokens ?? 0];
  const total = input + output;
  return { usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: total } };
}
