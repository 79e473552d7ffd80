import { z } from "zod";
import { trajectorySchema } from "../../../trajectory/trajectory.js";

/** Schema of the tools of a row. */
export const toolListSchema = trajectorySchema.shape.tools;

/** Schema of a string that contains JSON of the given schema. */
export function jsonText<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        // Zod adds the path of the field.
        context.addIssue({ code: "custom", message: "invalid JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** Schema of the parsed arguments of a tool call. */
export const argumentsSchema = z.record(z.string(), z.json());

/** Schema of a message that consists of role and text. */
export const textMessage = <Role extends string>(role: Role) =>
  z.strictObject({ role: z.literal(role), content: z.string() });

/** Schema of the messages before the first assistant turn. */
export const promptMessagesSchema = z
  .array(z.union([textMessage("system"), textMessage("user")]))
  .min(1);

/** Fields that say which conversation a row is; absent for single-agent transcripts. */
export const rolloutSchema = {
  trajectory: z.string().optional(),
  agent: z.string().optional(),
  weight: z.number().min(0).max(1).optional(),
};

/** Schema of messages whose tool calls have objects of arguments. */
export const messagesSchema = z.array(
  z.union([
    textMessage("system"),
    textMessage("user"),
    textMessage("assistant"),
    z.strictObject({
      role: z.literal("assistant"),
      content: z.string(),
      tool_calls: z
        .array(
          z.strictObject({
            type: z.literal("function"),
            function: z.strictObject({ name: z.string(), arguments: argumentsSchema }),
          }),
        )
        .min(1),
    }),
    z.strictObject({ role: z.literal("tool"), name: z.string(), content: z.string() }),
  ]),
);
