import { MessagesValue, ReducedValue, StateSchema } from "@langchain/langgraph";
import { z } from "zod";
import type { VisibleTask } from "../types.js";

/** A question for one agent. */
export const assignmentSchema = z.object({
  agent: z.string().describe("Name of the agent."),
  question: z.string().min(1).describe("What it should find out, in one or two sentences."),
});
/** Value of {@link assignmentSchema}. */
export type Assignment = z.infer<typeof assignmentSchema>;

/** What the planner answers: the agents to ask, each with a question. */
export const planSchema = z.object({
  reasoning: z.string().min(1).describe("What the history shows and why these agents should look."),
  assignments: z.array(assignmentSchema).min(1).describe("The agents to ask, each at most once."),
});

/** What the reflector answers: whether the reports suffice, and which agents to ask again. */
export const reflectionSchema = z.object({
  reasoning: z
    .string()
    .min(1)
    .describe("Where the reports agree, where they contradict each other."),
  verdict: z.enum(["accept", "revise"]),
  revisions: z
    .array(assignmentSchema)
    .describe("With revise: the agents to send back, each with a new question. Else empty."),
});
/** Value of {@link reflectionSchema}. */
export type Reflection = z.infer<typeof reflectionSchema>;

/** A tool answer that an agent read. */
export const observationSchema = z.object({ tool: z.string(), text: z.string() });

/** The report of one agent in one round, with the tool answers behind it. */
export const findingSchema = z.object({
  agent: z.string(),
  round: z.int().min(1),
  question: z.string(),
  /** The agent's answer as JSON text of its own schema. */
  answer: z.string(),
  observations: z.array(observationSchema),
});
/** Value of {@link findingSchema}. */
export type Finding = z.infer<typeof findingSchema>;

const appended = <T>(schema: z.ZodType<T>) =>
  new ReducedValue(
    z.array(schema).default(() => []),
    {
      inputSchema: z.array(schema),
      reducer: (before: T[], added: T[]) => [...before, ...added],
    },
  );

/** Shared by teacher and agents: LangGraph treats a common key as one channel only if both schemas have the same object. */
const findings = appended(findingSchema);

const taskFields = {
  /** The task as text: the user, a summary of the history, the candidates. */
  opening: z.string(),
  userId: z.string(),
  candidates: z.array(z.string()),
};

/** Input of teacher and student; see `toGraphInput`. */
export const TaskInput = new StateSchema(taskFields);

/** State of the teacher graph. */
export const TeacherState = new StateSchema({
  ...taskFields,
  plan: planSchema.optional(),
  /** Questions of the next round. The planner writes those of the first round, the reflector all others. */
  assignments: z.array(assignmentSchema).default(() => []),
  findings,
  reflections: appended(reflectionSchema),
  /** Rounds of agents so far. */
  round: z.int().default(0),
  /** Candidate ids, best first. */
  ranking: z.array(z.string()).default(() => []),
  /** The ranker's explanation of the first candidates. */
  reasoning: z.string().default(""),
});

/** Input of an agent, sent by the teacher. */
export const AgentInput = new StateSchema({
  ...taskFields,
  question: z.string(),
  round: z.int(),
  /** The agent's latest answer when it is asked again; empty in the first round. */
  earlier: z.string().default(""),
});

/** State of the graph of one agent. */
export const AgentState = new StateSchema({
  ...AgentInput.fields,
  messages: MessagesValue,
  /** The parsed answer as JSON text, once there is one. */
  answer: z.string().default(""),
  findings,
});

/** What the graph of an agent returns to the teacher: one finding. */
export const AgentOutput = new StateSchema({ findings });

const studentAnswer = {
  /** The conversation, from the system prompt to the answer. */
  messages: MessagesValue,
  /** Candidate ids read from the answer, best first; possibly not all. */
  ranking: z.array(z.string()).default(() => []),
  /** Scores by candidate id, higher is better; undefined when the model gives none. */
  scores: z.record(z.string(), z.number()).optional(),
};

/** State of the student graph. */
export const StudentState = new StateSchema({ ...taskFields, ...studentAnswer });
/** What the student graph returns. */
export const StudentOutput = new StateSchema(studentAnswer);

/**
 * Runtime context of a task: `graph.invoke(input, { context: { task } })`. Tools read it, models never see it. Without it,
 * tools use the history that the index was fitted on.
 */
export const taskContextSchema = z.object({ task: z.custom<VisibleTask>().optional() });
/** Value of {@link taskContextSchema}. */
export type TaskContext = z.infer<typeof taskContextSchema>;
