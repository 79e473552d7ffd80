import type { StructuredToolInterface } from "@langchain/core/tools";
import { toPolicy } from "../../graphs/policy.js";
import { createStudent } from "../../graphs/student.js";
import type { Simulation } from "../../evaluation/report-schema.js";
import type { Dataset, Policy, PolicyAnswer } from "../../types.js";
import type { Student } from "../student.js";
import { EmbeddedStudentModel } from "./embedded-student-model.js";

export interface StudentPolicyOptions {
  readonly student: Student;
  /** Over an index that was fitted for the tasks at hand. */
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Pick<Dataset, "items" | "clock">;
  readonly name: string;
  /** Take the order of the scores at the first place, one step's worth, for the list that is written. Default false. */
  readonly byScores?: boolean;
  /** Also says how long an answer would have taken at this speed; a token is a word of the student's own. */
  readonly simulation?: Simulation | undefined;
}

/** An embedded student as a policy: the student graph, greedy, with nothing given but the opening and the tools' answers. */
export function studentPolicy({
  student,
  tools,
  dataset,
  name,
  byScores = false,
  simulation,
}: StudentPolicyOptions): Policy {
  const llm = new EmbeddedStudentModel({ student });
  const graph = createStudent({ llm, tools }).compile({ name: "star-student" });
  let written = 0;
  const policy = toPolicy({
    graph,
    dataset,
    name,
    onAnswer: ({ messages }) => {
      written = messages.reduce((sum, message) => sum + wordsOf(message), 0);
    },
  });
  return {
    name,
    async rank(task): Promise<PolicyAnswer> {
      const { ranking, ...answer } = await policy.rank(task);
      const rated =
        byScores && answer.scores !== undefined
          ? answer
          : { ...answer, ...(ranking && { ranking }) };
      if (simulation === undefined) return rated;
      const calls = answer.modelCalls ?? 0;
      return {
        ...rated,
        simulatedLatencyMs: calls * simulation.callMs + written * simulation.tokenMs,
      };
    },
  };
}

function wordsOf(message: object): number {
  const { usage_metadata: usage } = message as {
    readonly usage_metadata?: { readonly output_tokens: number };
  };
  return usage?.output_tokens ?? 0;
}
