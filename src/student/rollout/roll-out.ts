import type { Random } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import type { DecodedModel, Decoder, RowMark } from "../decoding/decoder.js";
import { dealLetters, IN_ORDER } from "../decoding/letters.js";
import { pickWord } from "../decoding/pick-word.js";
import type { Position } from "../language/word.js";
import type { Environment } from "./environment.js";
import { createEpisode, type Episode, type Rollout } from "./episode.js";

export interface RollOutOptions {
  readonly model: DecodedModel;
  readonly decoder: Decoder;
  readonly environment: Environment;
  /** Conversations of each, in this order; a task may occur repeatedly. */
  readonly tasks: readonly RecommendationTask[];
  /**
   * Conversations a task that are one up to the last tool answer of the first, and end each in their own way: reading answers is
   * what conversations cost. Default 1.
   */
  readonly endings?: number;
  /** 0 takes the likeliest words. */
  readonly temperature: number;
  /** Deals letters and samples. */
  readonly random: Random;
  /** Letters dealt anew for each conversation, or in the order of the candidates, as a chat model gives them. Default dealt. */
  readonly letters?: "dealt" | "in order";
}

/** Where the first conversation of a task read its latest answer, and what it scored the next word. */
interface Fork {
  readonly episode: Episode;
  readonly mark: RowMark;
  readonly scores: Float32Array;
}

/** What a row of the decoder is at. */
interface Seat {
  readonly task: RecommendationTask;
  /** Of its next rollout among all. */
  place: number;
  /** Conversations of this task still to end, with the one under way. */
  left: number;
  episode: Episode;
  fork: Fork | undefined;
}

/**
 * Lets the student have conversations, as many side by side as the decoder has rows, with nothing given but the opening and what
 * the tools answer.
 *
 * @returns {@link RollOutOptions.endings} rollouts a task, in the tasks' order.
 */
export async function rollOut(options: RollOutOptions): Promise<Rollout[]> {
  const { decoder, tasks, endings = 1 } = options;
  const rollouts: Rollout[] = [];
  const seats = new Map<number, Seat>();
  const free = Array.from({ length: decoder.rows }, (_, row) => decoder.rows - 1 - row);
  let next = 0;
  while (next < tasks.length || seats.size > 0) {
    for (let task = tasks[next]; task !== undefined && free.length > 0; task = tasks[next]) {
      const row = free.pop() ?? 0;
      const place = endings * next++;
      seats.set(row, {
        task,
        place,
        left: endings,
        episode: open(row, task, options),
        fork: undefined,
      });
    }
    await advance(options, seats);
    for (const [row, seat] of seats) {
      if (!isOver(row, seat, decoder)) continue;
      rollouts[seat.place++] = seat.episode.finish();
      if (--seat.left > 0) await startOver(row, seat, options);
      else {
        seats.delete(row);
        free.push(row);
      }
    }
  }
  return rollouts;
}

function open(row: number, task: RecommendationTask, options: RollOutOptions): Episode {
  const { decoder, environment, random, letters = "dealt" } = options;
  const dealt = letters === "dealt" ? dealLetters(random) : IN_ORDER;
  decoder.reset(row, dealt);
  return createEpisode(task, environment, dealt);
}

function isOver(row: number, { episode }: Seat, decoder: Decoder): boolean {
  return episode.pending === undefined || episode.pending.length > decoder.room(row);
}

/** Another conversation, from the last answer on; from the beginning where there was none. */
async function startOver(row: number, seat: Seat, options: RollOutOptions): Promise<void> {
  const { fork } = seat;
  if (fork === undefined) {
    seat.episode = open(row, seat.task, options);
    return;
  }
  options.decoder.rewind(row, fork.mark);
  seat.episode = fork.episode.branch();
  await write(seat.episode, fork.scores, options);
}

/** Reads what is pending and picks a word for each. Whole answers wait until most conversations have one: their pass is long. */
async function advance(options: RollOutOptions, seats: ReadonlyMap<number, Seat>): Promise<void> {
  const { decoder, endings = 1 } = options;
  const pending = [...seats].flatMap(([row, { episode }]) =>
    episode.pending === undefined ? [] : [[row, episode.pending] as const],
  );
  const words = pending.filter(([, piece]) => piece.length === 1);
  const answers = pending.filter(([, piece]) => piece.length > 1);
  const pieces: readonly (readonly [number, readonly Position[]])[] =
    answers.length >= words.length ? answers : words;
  const isAnswer = pieces === answers;
  const scores = await decoder.extend(new Map(pieces));
  await Promise.all(
    [...scores].map(async ([row, own]) => {
      const seat = seats.get(row);
      if (seat === undefined) return;
      if (isAnswer && seat.left === endings && endings > 1)
        seat.fork = {
          episode: seat.episode.branch(),
          mark: decoder.mark(row),
          scores: own.slice(),
        };
      await write(seat.episode, own, options);
    }),
  );
}

/** Picks the next word of a conversation. */
async function write(
  episode: Episode,
  scores: Float32Array,
  { model, temperature, random }: RollOutOptions,
): Promise<void> {
  const { byCandidate, byLetter } = episode.letters;
  const { firstLetter } = model.vocabulary;
  episode.note((candidate) => scores[firstLetter + (byCandidate[candidate] ?? 0)] ?? 0);
  const { id, logProbability } = pickWord(scores, { temperature, random });
  await episode.take(model.vocabulary.wordOf(id, byLetter), logProbability);
}
