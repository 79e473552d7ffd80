import type { Random } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import type { DecodedModel, Decoder, RowMark } from "../decoding/decoder.js";
import { LABELS_IN_ORDER, shuffleLabels } from "../decoding/label-assignment.js";
import { sampleToken } from "../decoding/sample-token.js";
import type { SequencePosition } from "../language/token.js";
import type { RolloutEnvironment } from "./environment.js";
import { createStudentEpisode, type StudentEpisode } from "./episode.js";
import type { Rollout } from "./rollout.js";

/** Options of {@link rollOut}. */
export interface RollOutOptions {
  readonly model: DecodedModel;
  readonly decoder: Decoder;
  readonly environment: RolloutEnvironment;
  /** Tasks in the order of the results; a task may occur repeatedly. */
  readonly tasks: readonly RecommendationTask[];
  /**
   * Rollouts per task that share the first one's conversation up to its last tool answer and are sampled from there, since
   * reading answers is the expensive part. Default 1.
   */
  readonly completions?: number;
  /** 0 always takes the most probable token. */
  readonly temperature: number;
  /** Source of label assignments and samples. */
  readonly random: Random;
  /** Candidate labels: assigned at random per conversation, or in the candidates' order like in a chat model. Default shuffled. */
  readonly labels?: "shuffled" | "in order";
}

/** The state after the last tool answer of a task's first conversation. Further completions continue from here. */
interface Fork {
  readonly episode: StudentEpisode;
  readonly mark: RowMark;
  readonly scores: Float32Array;
}

/** The task that a row of the decoder is working on. */
interface RowState {
  readonly task: RecommendationTask;
  /** Index of the task's next rollout in the results. */
  nextIndex: number;
  /** Completions still to finish, including the one in progress. */
  remaining: number;
  episode: StudentEpisode;
  fork: Fork | undefined;
}

/**
 * Samples conversations between the student and the tools, one per decoder row at a time. The student is given the prompt and the
 * tools' answers, nothing else.
 *
 * @returns {@link RollOutOptions.completions} rollouts per task, in the order of the tasks.
 */
export async function rollOut(options: RollOutOptions): Promise<Rollout[]> {
  const { decoder, tasks, completions = 1 } = options;
  const rollouts: Rollout[] = [];
  const rows = new Map<number, RowState>();
  const free = Array.from({ length: decoder.rows }, (_, row) => decoder.rows - 1 - row);
  let next = 0;
  while (next < tasks.length || rows.size > 0) {
    for (let task = tasks[next]; task !== undefined && free.length > 0; task = tasks[next]) {
      const row = free.pop() ?? 0;
      const nextIndex = completions * next++;
      const episode = startConversation(row, task, options);
      rows.set(row, { task, nextIndex, remaining: completions, episode, fork: undefined });
    }
    await advance(options, rows);
    for (const [row, state] of rows) {
      if (!isOver(row, state, decoder)) continue;
      rollouts[state.nextIndex++] = state.episode.finish();
      if (--state.remaining > 0) await startNextCompletion(row, state, options);
      else {
        rows.delete(row);
        free.push(row);
      }
    }
  }
  return rollouts;
}

function startConversation(
  row: number,
  task: RecommendationTask,
  { decoder, environment, random, labels = "shuffled" }: RollOutOptions,
): StudentEpisode {
  const assignment = labels === "shuffled" ? shuffleLabels(random) : LABELS_IN_ORDER;
  decoder.reset(row, assignment);
  return createStudentEpisode(task, environment, assignment);
}

function isOver(row: number, { episode }: RowState, decoder: Decoder): boolean {
  return episode.pending === undefined || episode.pending.length > decoder.remaining(row);
}

/** Continues from the fork; a first conversation that called no tool has none, so the next one begins at the prompt. */
async function startNextCompletion(
  row: number,
  state: RowState,
  options: RollOutOptions,
): Promise<void> {
  const { fork } = state;
  if (fork === undefined) {
    state.episode = startConversation(row, state.task, options);
    return;
  }
  options.decoder.rewind(row, fork.mark);
  state.episode = fork.episode.fork();
  await addSampledToken(state.episode, fork.scores, options);
}

/**
 * Runs one decoder pass and samples a token for each row in it. Rows with a tool answer wait until they are at least as many as
 * the rows with a single token, because a pass over answers takes longer.
 */
async function advance(
  options: RollOutOptions,
  rows: ReadonlyMap<number, RowState>,
): Promise<void> {
  const { decoder, completions = 1 } = options;
  const pending = [...rows].flatMap(([row, { episode }]) =>
    episode.pending === undefined ? [] : [[row, episode.pending] as const],
  );
  const tokens = pending.filter(([, positions]) => positions.length === 1);
  const answers = pending.filter(([, positions]) => positions.length > 1);
  const chunks: readonly (readonly [number, readonly SequencePosition[]])[] =
    answers.length >= tokens.length ? answers : tokens;
  const isAnswer = chunks === answers;
  const scores = await decoder.extend(new Map(chunks));
  await Promise.all(
    [...scores].map(async ([row, rowScores]) => {
      const state = rows.get(row);
      if (state === undefined) return;
      if (isAnswer && state.remaining === completions && completions > 1)
        state.fork = {
          episode: state.episode.fork(),
          mark: decoder.mark(row),
          scores: rowScores.slice(),
        };
      await addSampledToken(state.episode, rowScores, options);
    }),
  );
}

async function addSampledToken(
  episode: StudentEpisode,
  scores: Float32Array,
  { model, temperature, random }: RollOutOptions,
): Promise<void> {
  const { byCandidate, byLabel } = episode.labels;
  const { firstLabelId } = model.vocabulary;
  episode.recordScores((candidate) => scores[firstLabelId + (byCandidate[candidate] ?? 0)] ?? 0);
  const { id, logProbability } = sampleToken(scores, { temperature, random });
  await episode.addToken(model.vocabulary.tokenOf(id, byLabel), logProbability);
}
