import type { Position } from "./word.js";

/** Positions as a decoder takes them: what was written and the opening one by one, each answer as a whole. */
export function toPieces(positions: readonly Position[]): Position[][] {
  const pieces: Position[][] = [];
  for (const position of positions) {
    const last = pieces.at(-1);
    const isSameAnswer = position.answer !== undefined && last?.[0]?.answer === position.answer;
    if (isSameAnswer) last?.push(position);
    else pieces.push([position]);
  }
  return pieces;
}
