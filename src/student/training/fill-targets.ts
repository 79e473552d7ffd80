import { type EncodedText, firstWord } from "../language/encode.js";

/** What is to be written next, and how much it counts. */
export interface TargetBatch {
  readonly targets: Float32Array;
  readonly weights: Float32Array;
}

/** Writes the targets of one text: at each position the word that is written next. */
export function fillTargets(
  batch: TargetBatch,
  row: number,
  {
    text,
    letters,
    credit,
    positions,
    written,
  }: {
    readonly text: EncodedText;
    readonly letters: ArrayLike<number>;
    /** By position of the written word. */
    readonly credit: ArrayLike<number>;
    readonly positions: number;
    readonly written: number;
  },
): void {
  for (let next = 1; next < text.length; next++) {
    if (text.isWritten[next] !== 1) continue;
    const at = row * positions + next - 1;
    batch.targets[at * written + firstWord(text, next, letters)] = 1;
    batch.weights[at] = credit[next] ?? 0;
  }
}
