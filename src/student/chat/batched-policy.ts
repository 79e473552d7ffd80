import type { StructuredToolInterface } from "@langchain/core/tools";
import { createRandom } from "../../random.js";
import type { Dataset, Policy, PolicyAnswer, VisibleTask } from "../../types.js";
import { compileDecoder, openDecoder } from "../decoding/decoder.js";
import { createRolloutEnvironment } from "../rollout/environment.js";
import type { Rollout } from "../rollout/episode.js";
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
 * several times as fast, but no latency per task. For full speed, have at least 96 calls of `rank` pending.
 *
 * @example
 * ```ts
EXAMPLE_BATCHED
 * ```
 */
export async function batchedStudentPolicy(options: BatchedPolicyOptions): Promise<Policy> {
  const { student, name, byScores = false } = options;
  const programs = await compileDecoder(student, {
    rows: BATCH_ROWS,
    capacity: student.programs.capacity,
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
