import { encodePositions } from "../language/encode.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { Rollout } from "../rollout/rollout.js";
import type { TrainingRow } from "./batches.js";

/** Converts a rollout to a training row with the labels of the rollout and without values. */
export function toTrainingRow({ positions, labels }: Rollout, vocabulary: Vocabulary): TrainingRow {
  return { sequence: encodePositions(positions, vocabulary), labels, values: {} };
}

/** Indices of the positions of the recommended candidates, in order. */
export function recommendedPositions({ positions }: Rollout): number[] {
  const start = positions.findLastIndex(
    ({ isWritten, tokens }) => isWritten && tokens[0]?.name === "<recommend>",
  );
  if (start === -1) return [];
  return positions.flatMap(({ tokens: [token] }, position) =>
    position > start && token?.candidate !== undefined ? [position] : [],
  );
}

/** Index of the position at which the held-out item is recommended; -1 if it is not. */
export function heldOutPosition(rollout: Rollout): number {
  const heldOut = rollout.task.candidates.indexOf(rollout.task.heldOut);
  const position = recommendedPositions(rollout).find(
    (index) => rollout.positions[index]?.tokens[0]?.candidate === heldOut,
  );
  return position ?? -1;
}

/** Indices of the positions that the student wrote. */
export function writtenPositions({ positions }: Rollout): number[] {
  return positions.flatMap(({ isWritten }, position) => (isWritten ? [position] : []));
}
