import {
  isAIMessage,
  isBaseMessage,
  isToolMessage,
  type BaseMessage,
} from "@langchain/core/messages";
import { z } from "zod";
import { readBlocks, type BlockKind } from "../text/blocks.js";
import { parseEvidenceAnswer } from "../text/evidence-answer.js";
import { describeReading } from "../text/evidence-reading.js";
import { toProse } from "../text/prose.js";
import type { Dataset, ItemId } from "../types.js";
import { findingSchema } from "./state.js";

/** The evidence about one candidate in the tool answers of a run. */
export interface CandidateEvidence {
  readonly itemId: ItemId;
  readonly title: string;
  /** Such as `with last 3: 41 of 350, 2.6x chance, top 4.10%`. Kinds of evidence without a value are omitted. */
  readonly statements: string[];
}

/** Reads the evidence per candidate from tool answers, in the order of the ranking. */
export function readEvidence(
  toolAnswers: readonly string[],
  ranking: readonly ItemId[],
  items: Dataset["items"],
): CandidateEvidence[] {
  const statementsOf = new Map<ItemId, Set<string>>();
  const tables = toolAnswers.flatMap((answer) => parseEvidenceAnswer(answer)?.table ?? []);
  for (const { itemId, readings } of tables.flatMap(({ rows }) => rows)) {
    const statements = readings.map(describeReading);
    statementsOf.set(itemId, new Set([...(statementsOf.get(itemId) ?? []), ...statements]));
  }
  return ranking.map((itemId) => ({
    itemId,
    title: items.get(itemId)?.title ?? "",
    statements: [...(statementsOf.get(itemId) ?? [])],
  }));
}

/** The tagged reasoning of a student. */
export interface StudentReasoning {
  readonly plan: string | null;
  readonly analyses: string[];
  readonly reflection: string | null;
}

/** Reads a student's reasoning from its messages. Several blocks of one kind are joined by blank lines; null without any. */
export function readReasoning(messages: readonly BaseMessage[]): StudentReasoning {
  const blocks = messages.filter(isAIMessage).flatMap(({ text }) => readBlocks(text).blocks);
  const textsOf = (kind: BlockKind) =>
    blocks.filter((block) => block.kind === kind).map(({ text }) => text);
  const joined = (kind: BlockKind) => textsOf(kind).join("\n\n") || null;
  return { plan: joined("plan"), analyses: textsOf("analysis"), reflection: joined("reflection") };
}

/** What one agent concluded. */
export interface AgentAnalysis {
  /** Name of the teacher's agent; `student` for a single-agent student. */
  readonly agent: string;
  readonly text: string;
}

/** The reasoning of a run; null or empty where the graph records none. */
export interface Explanation {
  readonly plan: string | null;
  /** In order; an agent that was asked again has several. */
  readonly analyses: readonly AgentAnalysis[];
  /** The last reflection. */
  readonly reflection: string | null;
  /** Why the first candidates lead: the ranker's explanation, else the last reflection. */
  readonly reasoning: string | null;
  /** Texts of all tool answers. */
  readonly toolAnswers: readonly string[];
}

const withReasoning = z.object({ reasoning: z.string() });

/** Keys of teacher and student states. A graph of another form has none of them. */
const answerSchema = z.object({
  plan: withReasoning.optional().catch(undefined),
  findings: z.array(findingSchema).default([]).catch([]),
  reflections: z.array(withReasoning).default([]).catch([]),
  reasoning: z.string().default("").catch(""),
  messages: z.array(z.custom<BaseMessage>(isBaseMessage)).default([]).catch([]),
});

/** Reads the reasoning from the final state of a teacher, a student, or any graph with some of their keys. */
export function explainAnswer(answer: object): Explanation {
  const { plan, findings, reflections, reasoning, messages } = answerSchema.parse({ ...answer });
  const student = readReasoning(messages);
  const reflection = reflections.at(-1)?.reasoning ?? student.reflection;
  return {
    plan: plan?.reasoning ?? student.plan,
    analyses: [
      ...findings.map(({ agent, answer }) => ({ agent, text: toProse(answer) })),
      ...student.analyses.map((text) => ({ agent: "student", text })),
    ],
    reflection,
    reasoning: reasoning || reflection,
    toolAnswers: [
      ...findings.flatMap(({ observations }) => observations.map(({ text }) => text)),
      ...messages.filter(isToolMessage).map(({ text }) => text),
    ],
  };
}
