import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { StarError } from "../errors.js";
import { createPlainRecommender } from "../graphs/plain.js";
import { createReactRecommender } from "../graphs/react.js";
import { createStudent } from "../graphs/student.js";
import { isRemoteModel } from "../models/chat-model.js";
import type { StudentGraph } from "../serve/student/options.js";
import type { Dataset } from "../types.js";

/**
 * Policies of one agent with a chat model: `plain` answers from the history in one call without tools, `react` is an agent with the
 * tools and a plain prompt, `student` one that was trained on trajectories, `short-student` one that was trained on short transcripts.
 */
export const SINGLE_AGENTS = ["plain", "react", "student", "short-student"] as const;
/** One of {@link SINGLE_AGENTS}. */
export type SingleAgent = (typeof SINGLE_AGENTS)[number];

/** Narrows a name to those of {@link SINGLE_AGENTS}. */
export function isSingleAgent(name: string): name is SingleAgent {
  return SINGLE_AGENTS.some((known) => known === name);
}

interface SingleAgentParts {
  readonly llm: BaseChatModel;
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Pick<Dataset, "items" | "clock">;
}

/** Compiles the graph of a single agent. */
export function compileSingleAgent(
  agent: SingleAgent,
  { llm, tools, dataset }: SingleAgentParts,
): StudentGraph {
  if (agent === "plain") {
    return createPlainRecommender({ llm, dataset }).compile({ name: "star-plain" });
  }
  const graph =
    agent === "react"
      ? createReactRecommender({ llm, tools })
      : createStudent({ llm, tools, short: agent === "short-student" });
  return graph.compile({ name: `star-${agent}` });
}

const STUDENTS: readonly string[] = ["student", "short-student"] satisfies SingleAgent[];

/** Whether an agent needs a model that was trained on trajectories. */
export function isStudentAgent(agent: string): boolean {
  return STUDENTS.includes(agent);
}

/** @throws {StarError} `INVALID_ARGUMENT` for a student with the offline model, whose rules are those of the teacher's roles. */
export function assertModelSuits(agent: string, spec: string): void {
  if (!isStudentAgent(agent) || isRemoteModel(spec)) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: "The offline model is no student: it has rules and was not trained.",
    remedy:
      "Pass a trained model on a server (--model openai:NAME --base-url URL), or a folder of star train: student:DIR in --policy, --student DIR in star serve.",
  });
}
