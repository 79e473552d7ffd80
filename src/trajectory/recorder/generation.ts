import { z } from "zod";
import { isRecord } from "../../json.js";
import type { ModelCallRecord } from "../model-call.js";
import { type RepairRecord, repairRecordSchema } from "../repairs.js";
import { redactText, type Redact } from "./redact.js";

type Members = Readonly<Record<string, unknown>>;

/** Keys under which providers say why a model stopped. */
const FINISH_KEYS = ["finish_reason", "stop_reason", "finishReason", "done_reason", "stopReason"];

/** Why the model stopped, in the provider's words; null when unknown. */
export function readFinishReason(generation: Members): string | null {
  const { info, metadata } = sourcesOf(generation);
  const details = metadata["incomplete_details"];
  const reasons = [
    isRecord(details) ? details["reason"] : undefined,
    ...FINISH_KEYS.flatMap((key) => [metadata[key], info[key]]),
  ];
  return (
    reasons.find((reason): reason is string => typeof reason === "string" && reason !== "") ?? null
  );
}

/**
 * Reads what the server reported about the sampled tokens: `logprobs` of OpenAI's API, to which llama.cpp adds token ids, and token
 * ids of vLLM's `return_token_ids`, which `ChatOpenAI` passes on with `__includeRawResponse`.
 */
export function readSampledTokens(generation: Members): ModelCallRecord["sampled"] {
  const { info, metadata, raw } = sourcesOf(generation);
  const choices = raw["choices"];
  const choice = Array.isArray(choices) && isRecord(choices[0]) ? choices[0] : {};
  const tokens = metadata["logprobs"] ?? info["logprobs"] ?? choice["logprobs"];
  const found = {
    promptTokenIds: integers(raw["prompt_token_ids"] ?? choice["prompt_token_ids"]),
    tokenIds: integers(
      choice["token_ids"] ?? metadata["token_ids"] ?? info["token_ids"] ?? columnOf(tokens, "id"),
    ),
    logprobs: numbers(columnOf(tokens, "logprob")),
  };
  const present = Object.entries(found).filter(([, values]) => values !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

const repairsSchema = z.array(repairRecordSchema).catch([]);

/** Reads a list of repairs; empty if it is none. */
export function readRepairs(listed: unknown, redact: Redact): RepairRecord[] {
  if (listed === undefined) return [];
  return repairsSchema
    .parse(listed)
    .map(({ kind, original }) => ({ kind, original: redactText(original, redact) }));
}

function sourcesOf({ generationInfo, message }: Members) {
  const members = isRecord(message) ? message : {};
  const extra = isRecord(members["additional_kwargs"]) ? members["additional_kwargs"] : {};
  const raw = extra["__raw_response"];
  const metadata = members["response_metadata"];
  return {
    info: isRecord(generationInfo) ? generationInfo : {},
    metadata: isRecord(metadata) ? metadata : {},
    raw: isRecord(raw) ? raw : {},
  };
}

function integers(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const ids: unknown[] = value;
  return ids.every((id): id is number => Number.isSafeInteger(id)) ? ids : undefined;
}

function numbers(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const found: unknown[] = value;
  return found.every((one): one is number => Number.isFinite(one)) ? found : undefined;
}

/** One field of all tokens, in OpenAI's form: `{ content: [{ token, logprob, ... }] }`. */
function columnOf(logprobs: unknown, field: string): unknown[] | undefined {
  const tokens: unknown = isRecord(logprobs) ? logprobs["content"] : undefined;
  if (!Array.isArray(tokens)) return undefined;
  return tokens.map((token: unknown) => (isRecord(token) ? token[field] : undefined));
}
