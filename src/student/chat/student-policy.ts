import type { StructuredToolInterface } from "@langchain/core/tools";
import type { Simulation } from "../../evaluation/report-schema.js";
import { toPolicy } from "../../graphs/policy.js";
import { createStudentRunner } from "../../graphs/student.js";
import type { Dataset, Policy, PolicyAnswer } from "../../types.js";
import type { Student } from "../student.js";
import { EmbeddedStudentModel } from "./embedded-student-model.js";

/** Options of {@link studentPolicy}. */
export interface StudentPolicyOptions {
  readonly student: Student;
  /** Tools over an index that was fitted for the tasks to rank. */
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Pick<Dataset, "items" | "clock">;
  readonly name: string;
  /** Rank by the candidate scores at the first position of the recommendation instead of the written list. Default false. */
  readonly byScores?: boolean;
  /** Also report the latency at this model speed, counting one token per written position. Default: not reported. */
  readonly simulation?: Simulation | undefined;
}

/**
 * A policy that runs an embedded student with greedy decoding, as in the student graph. The student gets only the prompt and the
 * answers to its own tool calls.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import {
 *   createTasks,
 *   createTools,
 *   fitCollaborativeIndex,
 *   fitInteractions,
 *   loadDataset,
 *   runTraining,
 *   teach,
 *   visible,
 * } from "langgraph-star";
 * import { createTeacherHost, TEACHER_DEFAULTS as settings } from "langgraph-star/export";
 * import { openStudent, studentPolicy } from "langgraph-star/student";
 *
 * const dataset = await loadDataset({
 *   name: "synthetic",
 *   sizes: { users: 30, items: 40, interactions: 400 },
 * });
 * const sequences = fitInteractions(dataset, "train");
 * const index = await fitCollaborativeIndex({ sequences, items: dataset.items.keys() });
 * const { tasks } = createTasks(dataset, { split: "train", limit: 5 });
 * const out = await mkdtemp(join(tmpdir(), "star-"));
 * const trajectories = join(out, "teacher.jsonl");
 * const model = { spec: "offline", temperature: 0, seed: 1 };
 * const teacher = createTeacherHost({ index, dataset, model });
 * await teach({ teacher, tasks, settings, fingerprint: "", path: trajectories });
 * const sizes = { validationTasks: 1, prompts: 1, groupSize: 1 };
 * // One update keeps the example short; a useful student takes about ten minutes.
 * await runTraining({ trajectories, dataset, out, stages: ["sft"], steps: 1, ...sizes });
 *
 * const student = await openStudent(out);
 * const tools = createTools({ index, dataset });
 * const policy = studentPolicy({ student, tools, dataset, name: "student" });
 * const answers = await Promise.all(tasks.map((task) => policy.rank(visible(task))));
 * console.log(answers.map(({ modelCalls }) => modelCalls)); // [ 1, 1, 1, 1, 1 ]
 * ```
 */
export function studentPolicy({
  student,
  tools,
  dataset,
  name,
  byScores = false,
  simulation,
}: StudentPolicyOptions): Policy {
  const llm = new EmbeddedStudentModel({ student });
  const graph = createStudentRunner({ llm, tools });
  let writtenTokens = 0;
  const policy = toPolicy({
    graph,
    dataset,
    name,
    onAnswer: ({ messages }) => {
      writtenTokens = messages.reduce((sum, message) => sum + outputTokensOf(message), 0);
    },
  });
  return {
    name,
    async rank(task): Promise<PolicyAnswer> {
      const { ranking, ...answer } = await policy.rank(task);
      const ranked =
        byScores && answer.scores !== undefined
          ? answer
          : { ...answer, ...(ranking && { ranking }) };
      if (simulation === undefined) return ranked;
      const calls = answer.modelCalls ?? 0;
      return {
        ...ranked,
        simulatedLatencyMs: calls * simulation.callMs + writtenTokens * simulation.tokenMs,
      };
    },
  };
}

function outputTokensOf(message: object): number {
  const { usage_metadata: usage } = message as {
    readonly usage_metadata?: { readonly output_tokens: number };
  };
  return usage?.output_tokens ?? 0;
}
