import { encodePositions } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { Rollout } from "../rollout/episode.js";
import type { TrainingRow } from "./batches.js";

/** A rollout as a row to train on: the letters it was written with, and numbers for the loss. */
export function toTrainingRow(
  { positions, letters }: Rollout,
  vocabulary: Vocabulary,
  values: TrainingRow["values"] = {},
): TrainingRow {
  return { text: encodePositions(positions, vocabulary), letters, values };
}

/** Where words of the recommendation stand: positions of its letters, in order. */
export function recommendedPositions({ positions }: Rollout): number[] {
  const opened = positions.findLastIndex(
    ({ isWritten, tokens }) => isWritten && tokens[0]?.name === "<recommend>",
  );
  if (opened === -1) return [];
  return positions.flatMap(({ tokens: [word] }, place) =>
    place > opened && word?.candidate !== undefined ? [place] : [],
  );
}

/** The position of the letter that places the held-out item; -1 where none does. */
export function heldOutPosition(rollout: Rollout): number {
  const heldOut = rollout.task.candidates.indexOf(rollout.task.heldOut);
  return (
    recommendedPositions(rollout).find(
      (place) => rollout.positions[place]?.tokens[0]?.candidate === heldOut,
    ) ?? -1
  );
}

/** Positions that the student wrote. */
export function writtenPositions({ positions }: Rollout): number[] {
  return positions.flatMap(({ isWritten }, place) => (isWritten ? [place] : []));
}
