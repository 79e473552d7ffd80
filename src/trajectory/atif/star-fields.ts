import { z } from "zod";
import { messageRecordSchema, modelCallSchema } from "../model-call.js";
import { timingSchema } from "../timing.js";
import { trajectorySchema } from "../trajectory.js";

/** Key of this package's values in ATIF's `extra`: what a document has no member for. Other readers ignore them. */
export const STAR_KEY = "star";

const count = z.int().min(0);
const position = {
  agent: z.string(),
  node: z.string(),
  round: z.int().min(1),
  /** Position among the trajectory's steps. */
  at: count.optional(),
  timing: timingSchema.optional(),
};
const { role, content, name, callId, status } = messageRecordSchema.shape;

/** What ATIF cannot say of a model call. */
const replyFields = z.object({
  ...position,
  /** Position among the trajectory's calls. */
  call: count,
  kind: z.enum(["plan", "analysis", "reflection", "recommend"]).optional(),
  callIds: modelCallSchema.shape.callIds,
  /** The reply, if later inputs have another form of it. */
  output: messageRecordSchema.optional(),
});
/** See {@link messageFields}. */
export type ReplyFields = z.infer<typeof replyFields>;

/** What ATIF cannot say of a tool's answer. */
const answerFields = z.object({
  ...position,
  callId: z.string(),
  status: z.enum(["success", "error"]),
  /** The answer, if the model was shown another text. */
  content: z.string().optional(),
  ranWith: z.json().optional(),
  /** False for an answer that no model was given. */
  shown: z.literal(false).optional(),
});
/** See {@link messageFields}. */
export type AnswerFields = z.infer<typeof answerFields>;

/** What ATIF cannot say of a message. */
export const messageFields = z.object({
  role: role.optional(),
  /** The content blocks, if parts cannot hold them. */
  content: content.optional(),
  /** Null for a tool's message without a name. */
  name: name.nullable(),
  callId,
  status,
  reply: replyFields.optional(),
  answer: answerFields.optional(),
});
/** See {@link messageFields}. */
export type MessageFields = z.infer<typeof messageFields>;

/** What ATIF cannot say of a tool call. */
export const callFields = z.object({
  /** The provider's id, if it is empty or not distinct. */
  id: z.string().optional(),
  /** Arguments that are not an object. */
  invalid: z.json().optional(),
});

/** What ATIF cannot say of an execution. */
export const executionFields = z.object({
  ...trajectorySchema.pick({
    task: true,
    sample: true,
    usage: true,
    outcome: true,
    status: true,
    error: true,
    incomplete: true,
    missing: true,
    timing: true,
  }).shape,
  /** The prompt, if it is that of a call that is left out. */
  prompt: trajectorySchema.shape.prompt.optional(),
  models: z.array(z.string()),
  temperature: z.number().nullable(),
  /** Model calls that are not part of the result. They are left out. */
  discarded: count,
});
/** See {@link executionFields}. */
export type ExecutionFields = z.infer<typeof executionFields>;

interface Extended {
  readonly extra?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Reads this package's values; undefined in documents of other programs. */
export function readStar<Fields>({ extra }: Extended, schema: z.ZodType<Fields>) {
  const parsed = schema.safeParse(extra?.[STAR_KEY]);
  return parsed.success ? parsed.data : undefined;
}
