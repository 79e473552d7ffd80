import type { StructuredToolInterface } from "@langchain/core/tools";
import { createRandom } from "../../random.js";
import type { Dataset, Policy, PolicyAnswer, VisibleTask } from "../../types.js";
import { compileDecoder, openDecoder } from "../decoding/decoder.js";
import { createEnvironment } from "../rollout/environment.js";
import type { Rollout } from "../rollout/episode.js";
import { rollOut } from "../rollout/roll-out.js";
import type { Student } from "../student.js";

export interface BatchedPolicyOptions {
  readonly student: Student;
  /** Over an index that was fitted for the tasks at hand. */
  readonly tools: readonly StructuredToolInterface[];
  readonly dataset: Pick<Dataset, "items" | "clock">;
  readonly name: string;
  /** Take the order of the scores at the first place for the list that is written. Default false. */
  readonly byScores?: boolean;
}

/** Conversations side by side. */
export const BATCH_ROWS = 96;

interface Waiting {
  readonly task: VisibleTask;
  resolve(answer: PolicyAnswer): void;
  reject(error: unknown): void;
}

/**
 * A student that answers many tasks at once: the same conversations, tools and words as through the graph, several times as fast,
 * but without a latency of its own. Ask at least {@link BATCH_ROWS} tasks at a time.
 */
export async function batchedStudentPolicy(options: BatchedPolicyOptions): Promise<Policy> {
  const { student, name, byScores = false } = options;
  const programs = await compileDecoder(student, {
    rows: BATCH_ROWS,
    capacity: student.programs.capacity,
  });
  const decoder = await openDecoder(student, programs);
  const environment = createEnvironment(options);
  let waiting: Waiting[] = [];
  let isBusy = false;

  async function work(): Promise<void> {
    isBusy = true;
    // Whoever asks in the same breath is answered together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await answerAll(batch);
    }
    isBusy = false;
  }

  async function answerAll(batch: readonly Waiting[]): Promise<void> {
    // The answer key is not known here, so that the reward means nothing; nobody looks at it.
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
      const rollouts = await rollOut({ ...settings, letters: "in order" });
      rollouts.forEach((rollout, place) => batch[place]?.resolve(toAnswer(rollout, byScores)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    environment.forget();
  }

  return {
    name,
    rank: (task) =>
      new Promise((resolve, reject) => {
        waiting.push({ task, resolve, reject });
        if (!isBusy) void work();
      }),
  };
}

function toAnswer(
  { ranking, firstScores, calls, positions }: Rollout,
  byScores: boolean,
): PolicyAnswer {
  const hasScores = firstScores.length > 0;
  const written = positions.filter(({ isWritten }) => isWritten).length;
  return {
    ...((!byScores || !hasScores) && { ranking }),
    ...(hasScores && { scores: firstScores }),
    modelCalls: calls.length + 1,
    tokens: written,
  };
}
