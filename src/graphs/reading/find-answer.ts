import { z } from "zod";
import { isRecord } from "../../json.js";
import { findJson, type JsonPart } from "../../models/reply/json-parts.js";
import { type Repair, repairOf } from "../../models/reply/repair.js";
import { coerceTypes } from "./coerce.js";
import type { Leniency, Read } from "./read.js";

/** Options of {@link findAnswer}. */
export interface FindAnswerOptions<Answer> extends Leniency {
  readonly schema: z.ZodType<Answer>;
  /** True if the reply ended at the limit of output tokens. */
  readonly isCutOff: boolean;
}

/**
 * Finds the answer of a schema in a text: the last JSON object that the schema accepts, after repairs that leave no doubt about what
 * is meant.
 */
export function findAnswer<Answer>(text: string, options: FindAnswerOptions<Answer>): Read<Answer> {
  const found = findJson(text);
  const objects = found.parts.filter(({ value }) => isRecord(value));
  for (const part of objects.toReversed()) {
    const read = readObject(part, text, options);
    if (read !== undefined) return read;
  }
  const written = options.readText?.(text);
  const parsed = options.schema.safeParse(written?.value);
  if (written !== undefined && parsed.success) {
    return { success: true, answer: parsed.data, repairs: written.repairs };
  }
  return { success: false, reason: whyNot(objects.at(-1)?.value, found.isCutOff, options) };
}

function readObject<Answer>(
  { start, end, value, isRepaired }: JsonPart,
  text: string,
  { schema, correct }: FindAnswerOptions<Answer>,
): Read<Answer> | undefined {
  const written = text.slice(start, end);
  const around = `${text.slice(0, start)}${text.slice(end)}`.replace(/```(?:json)?/gi, "").trim();
  const before: Repair[] = [
    ...(around === "" ? [] : [repairOf("words_around_json", text)]),
    ...(isRepaired ? [repairOf("json_syntax", written)] : []),
  ];
  const nested = isRecord(value) ? Object.values(value).filter(isRecord) : [];
  for (const candidate of [value, ...nested]) {
    const outer = candidate === value ? [] : [repairOf("nested_answer", written)];
    const accepted = accept(candidate, schema, correct);
    if (accepted === undefined) continue;
    return { ...accepted, repairs: [...before, ...outer, ...accepted.repairs] };
  }
  return undefined;
}

function accept<Answer>(
  value: unknown,
  schema: z.ZodType<Answer>,
  correct: Leniency["correct"],
): Extract<Read<Answer>, { success: true }> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { success: true, answer: parsed.data, repairs: [] };
  const coerced = coerceTypes(value, parsed.error);
  const typed = coerced === undefined ? parsed : schema.safeParse(coerced);
  const repair = repairOf("value_types", value);
  if (typed.success) return { success: true, answer: typed.data, repairs: [repair] };
  const corrected = correct?.(value);
  if (corrected === undefined) return undefined;
  const last = schema.safeParse(corrected.value);
  return last.success
    ? { success: true, answer: last.data, repairs: corrected.repairs }
    : undefined;
}

function whyNot<Answer>(
  value: unknown,
  endsInside: boolean,
  { schema, isCutOff }: FindAnswerOptions<Answer>,
): string {
  if (isCutOff) return "It was cut off at the limit of its length. Answer more briefly.";
  if (value !== undefined)
    return z.prettifyError(schema.safeParse(value).error ?? new z.ZodError([]));
  return endsInside ? "It ends in the middle of a JSON object." : "It holds no JSON object.";
}
