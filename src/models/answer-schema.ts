import { z } from "zod";

/** A JSON Schema that a server makes a model's answer follow. */
export interface AnswerSchema {
  readonly [keyword: string]: unknown;
}

/** Call options of models that accept an answer schema. */
export interface AnswerSchemaOptions {
  readonly star_answer_schema?: AnswerSchema;
}

const accepting = new WeakSet<object>();

/** States that a model takes {@link AnswerSchemaOptions}. Other models never get them: they could send them to their server. */
export function acceptAnswerSchema(model: object): void {
  accepting.add(model);
}

/** The call options with which the answer follows a schema; none for a model that does not accept them. */
export function answerSchemaOptions(model: object, schema: z.ZodType): AnswerSchemaOptions {
  return accepting.has(model) ? { star_answer_schema: toAnswerSchema(schema) } : {};
}

const known = new WeakMap<z.ZodType, AnswerSchema>();

function toAnswerSchema(schema: z.ZodType): AnswerSchema {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io: "output",
    unrepresentable: "any",
    override: ({ jsonSchema }) => void REFUSED.forEach((keyword) => delete jsonSchema[keyword]),
  });
  known.set(schema, converted);
  return converted;
}

/** Keywords that some servers refuse. An answer is validated with the whole schema anyway. */
const REFUSED = ["minLength", "maxLength"] as const;
