import type { AIMessage } from "@langchain/core/messages";
import type { z } from "zod";
import { findAnswer } from "./find-answer.js";
import type { Leniency, Read } from "./read.js";

/** Reasons of models for a reply that ends at the limit of its length. */
const CUT_OFF: ReadonlySet<unknown> = new Set(["length", "max_tokens", "MAX_TOKENS"]);

/** Options of {@link readLoosely}. */
export interface ReadLooselyOptions<Answer> extends Leniency {
  readonly schema: z.ZodType<Answer>;
}

/** Reads an answer of a schema from a reply without calls, with repairs where needed. */
export function readLoosely<Answer>(
  { text, response_metadata: metadata }: AIMessage,
  options: ReadLooselyOptions<Answer>,
): Read<Answer> {
  const reason: unknown = metadata["finish_reason"] ?? metadata["stop_reason"];
  return findAnswer(text, { ...options, isCutOff: CUT_OFF.has(reason) });
}
