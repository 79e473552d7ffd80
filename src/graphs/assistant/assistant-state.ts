import type { BaseMessage } from "@langchain/core/messages";
import { MessagesZodMeta } from "@langchain/langgraph";
import { registry } from "@langchain/langgraph/zod";
import { z } from "zod";
import { RETRIEVAL_METHODS } from "../retrieve-candidates.js";
import { assignmentSchema, findingSchema, planSchema, reflectionSchema } from "../state.js";

// Plain zod without z.custom: the LangGraph server shows no context schema of a graph whose state is a StateSchema, and neither input
// nor output of a state with a custom type.

const appended = <T>(schema: z.ZodType<T>) => {
  const list = z.array(schema);
  const reducer = { schema: list, fn: (before: T[], added: T[]) => [...before, ...added] };
  return list.default(() => []).register(registry, { reducer, default: () => [] });
};

type MessagesSchema = z.ZodType<BaseMessage[], BaseMessage[]>;

/** Any form of messages that LangGraph reads: its reducer turns them into message objects. */
const messages = (z.any().optional() as unknown as MessagesSchema).register(registry, {
  ...MessagesZodMeta,
  jsonSchemaExtra: { ...MessagesZodMeta.jsonSchemaExtra, type: "array" },
});
const ids = z.array(z.string());

const taskFields = {
  messages,
  userId: z.string().default(""),
  candidates: ids.default(() => []),
  /** Empty when the run has no task: the user is unknown. */
  opening: z.string().default(""),
  /** The candidates that the graph itself retrieved last. Those of a later run are retrieved anew. */
  retrieved: ids.default(() => []),
  ranking: ids.default(() => []),
};

/** State of the teacher as an assistant: that of `TeacherState`, and `messages`. */
export const teacherAssistantState = z.object({
  ...taskFields,
  plan: planSchema.optional(),
  assignments: z.array(assignmentSchema).default(() => []),
  findings: appended(findingSchema),
  reflections: appended(reflectionSchema),
  round: z.int().default(0),
  reasoning: z.string().default(""),
});

/** State of the student as an assistant: that of `StudentState`. */
export const studentAssistantState = z.object({
  ...taskFields,
  scores: z.record(z.string(), z.number()).optional(),
});

/** Input of an assistant: a user id, or a message that names one. */
export const assistantInput = z.object({
  userId: z.string().optional().describe("Id of a user of the dataset."),
  candidates: ids.optional().describe("Ids of the items to rank. Default: retrieved."),
  messages,
});

const answer = { messages, userId: z.string(), candidates: ids, ranking: ids };

/** What the student returns as an assistant. */
export const studentAssistantOutput = z.object(answer);
/** What the teacher returns as an assistant. */
export const teacherAssistantOutput = z.object({ ...answer, reasoning: z.string() });

/** Context of an assistant's run: how candidates are retrieved if none are given. The defaults are those of `recommend`. */
export const assistantContextSchema = z.object({
  retrieve: z
    .enum(RETRIEVAL_METHODS)
    .optional()
    .meta({ default: "ease", description: "How candidates are retrieved." }),
  candidateCount: z.int().min(2).max(100).optional().meta({
    default: 20,
    description: "Number of candidates to retrieve. Models are trained with 20.",
  }),
});
