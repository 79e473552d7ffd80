import type { StructuredToolInterface } from "@langchain/core/tools";
import { createRandom } from "../../random.js";
import type { Dataset, Policy, PolicyAnswer, VisibleTask } from "../../types.js";
import { compileDecoder, openDecoder } from "../decoding/decoder.js";
import { createRolloutEnvironment } from "../rollout/environment.js";
import type { Rollout } from "../rollout/rollout.js";
import { rollOut } from "../rollout/roll-out.js";
import type { Student } from "../student.js";

/** Options of {@link batchedStudentPolicy}. */
export interface BatchedPolicyOptions {
  readonly student: Student;
  /** Tools over an index that was fitted for the tasks to rank. */
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Pick<Dataset, "items" | "clock">;
  readonly name: string;
  /** Rank by the candidate scores at the first position of the recommendation instead of the written list. Default false. */
  readonly byScores?: boolean;
}

/** Number of conversations decoded in parallel. */
export const BATCH_ROWS = 96;

interface PendingTask {
  readonly task: VisibleTask;
  resolve(answer: PolicyAnswer): void;
  reject(error: unknown): void;
}

/**
 * A policy that runs many conversations of an embedded student in parallel. It gives the same answers as {@link studentPolicy},
 * several times as fast, but does not measure the latency of a task. For full speed, have at least 96 calls of `rank` pending.
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
 * import { batchedStudentPolicy, openStudent } from "langgraph-star/student";
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
 * const policy = await batchedStudentPolicy({ student, tools, dataset, name: "student" });
 * const answers = await Promise.all(tasks.map((task) => policy.rank(visible(task))));
 * console.log(answers.map(({ modelCalls }) => modelCalls)); // [ 1, 1, 1, 1, 1 ]
 * ```
 */
export async function batchedStudentPolicy(options: BatchedPolicyOptions): Promise<Policy> {
  const { student, name, byScores = false } = options;
  const programs = await compileDecoder(student, {
    rows: BATCH_ROWS,
    capacity: student.decoder.capacity,
  });
  const decoder = await openDecoder(student, programs);
  const environment = createRolloutEnvironment(options);
  let pending: PendingTask[] = [];
  let isBusy = false;

  async function answerPending(): Promise<void> {
    isBusy = true;
    // All calls of the current tick go into one batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      await answerAll(batch);
    }
    isBusy = false;
  }

  async function answerAll(batch: readonly PendingTask[]): Promise<void> {
    // A rollout needs a held-out item for its reward, which is not used here.
    const tasks = batch.map(({ task }) => ({ ...task, heldOut: "" }));
    const settings = {
      model: student,
      decoder,
      environment,
      tasks,
      temperature: 0,
      random: createRandom("policy"),
    };
    try {
      const rollouts = await rollOut({ ...settings, labels: "in order" });
      rollouts.forEach((rollout, index) => batch[index]?.resolve(toAnswer(rollout, byScores)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    environment.clear();
  }

  return {
    name,
    rank: (task) =>
      new Promise((resolve, reject) => {
        pending.push({ task, resolve, reject });
        if (!isBusy) void answerPending();
      }),
  };
}

function toAnswer(
  { ranking, firstPositionScores, calls, positions }: Rollout,
  byScores: boolean,
): PolicyAnswer {
  const hasScores = firstPositionScores.length > 0;
  const written = positions.filter(({ isWritten }) => isWritten).length;
  return {
    ...((!byScores || !hasScores) && { ranking }),
    ...(hasScores && { scores: firstPositionScores }),
    modelCalls: calls.length + 1,
    tokens: written,
  };
}
