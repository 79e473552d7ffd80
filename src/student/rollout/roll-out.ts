import type { Random } from "../../random.js";
import type { RecommendationTask } from "../../types.js";
import type { DecodedModel, Decoder } from "../decoding/decoder.js";
import { dealLetters, IN_ORDER } from "../decoding/letters.js";
import { pickWord } from "../decoding/pick-word.js";
import type { Position } from "../rendering/word.js";
import type { Environment } from "./environment.js";
import { createEpisode, type Episode, type Rollout } from "./episode.js";

export interface RollOutOptions {
  readonly model: DecodedModel;
  readonly decoder: Decoder;
  readonly environment: Environment;
  /** One conversation each, in this order; a task may occur repeatedly. */
  readonly tasks: readonly RecommendationTask[];
  /** 0 takes the likeliest words. */
  readonly temperature: number;
  /** Deals letters and samples. */
  readonly random: Random;
  /** Letters dealt anew for each conversation, or in the order of the candidates, as a chat model gives them. Default dealt. */
  readonly letters?: "dealt" | "in order";
}

/**
 * Lets the student have conversations, as many side by side as the decoder has rows, with nothing given but the opening and what
 * the tools answer.
 *
 * @returns One rollout a task, in their order.
 */
export async function rollOut(options: RollOutOptions): Promise<Rollout[]> {
  const { decoder, environment, tasks, random, letters = "dealt" } = options;
  const rollouts: Rollout[] = [];
  const active = new Map<number, { readonly episode: Episode; readonly place: number }>();
  const free = Array.from({ length: decoder.rows }, (_, row) => decoder.rows - 1 - row);
  let next = 0;
  while (next < tasks.length || active.size > 0) {
    for (let task = tasks[next]; task !== undefined && free.length > 0; task = tasks[next]) {
      const row = free.pop() ?? 0;
      const episode = createEpisode(
        task,
        environment,
        letters === "dealt" ? dealLetters(random) : IN_ORDER,
      );
      decoder.reset(row, episode.letters);
      active.set(row, { episode, place: next++ });
    }
    await advance(options, new Map([...active].map(([row, { episode }]) => [row, episode])));
    for (const [row, { episode, place }] of active) {
      if (episode.pending !== undefined && episode.pending.length <= decoder.room(row)) continue;
      rollouts[place] = episode.finish();
      active.delete(row);
      free.push(row);
    }
  }
  return rollouts;
}

/** Reads what is pending and picks a word for each. Whole answers wait until most conversations have one: their pass is long. */
async function advance(
  options: RollOutOptions,
  episodes: ReadonlyMap<number, Episode>,
): Promise<void> {
  const { model, decoder, temperature, random } = options;
  const pending = [...episodes].flatMap(([row, { pending: piece }]) =>
    piece === undefined ? [] : [[row, piece] as const],
  );
  const words = pending.filter(([, piece]) => piece.length === 1);
  const answers = pending.filter(([, piece]) => piece.length > 1);
  const pieces: readonly (readonly [number, readonly Position[]])[] =
    answers.length >= words.length ? answers : words;
  const scores = await decoder.extend(new Map(pieces));
  await Promise.all(
    [...scores].map(async ([row, own]) => {
      const episode = episodes.get(row);
      if (episode === undefined) return;
      const { byCandidate, byLetter } = episode.letters;
      episode.note(
        (candidate) => own[model.vocabulary.firstLetter + (byCandidate[candidate] ?? 0)] ?? 0,
      );
      const { id, logProbability } = pickWord(own, { temperature, random });
      await episode.take(model.vocabulary.wordOf(id, byLetter), logProbability);
    }),
  );
}
