import { z } from "zod";
import { trajectorySchema } from "../../../trajectory/trajectory.js";

/** The tools of a row. */
export const toolsSchema = trajectorySchema.shape.tools;

/** Text that holds JSON of a schema. */
export function jsonText<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        // zod reports it, with the path of the field.
        context.addIssue({ code: "custom", message: "no JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

export const argumentsSchema = z.record(z.string(), z.json());

const plain = <Role extends string>(role: Role) =>
  z.strictObject({ role: z.literal(role), content: z.string() });

/** The opening of a conversation. */
export const openingSchema = z.array(z.union([plain("system"), plain("user")])).min(1);

/** Messages with calls whose arguments are objects, one call a turn. */
export const messagesSchema = z.array(
  z.union([
    plain("system"),
    plain("user"),
    plain("assistant"),
    z.strictObject({
      role: z.literal("assistant"),
      content: z.string(),
      tool_calls: z.tuple([
        z.strictObject({
          type: z.literal("function"),
          function: z.strictObject({ name: z.string(), arguments: argumentsSchema }),
        }),
      ]),
    }),
    z.strictObject({ role: z.literal("tool"), name: z.string(), content: z.string() }),
  ]),
);
