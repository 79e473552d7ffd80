import { LONGEST_PIECE } from "./decoder.js";
import type { Position } from "../rendering/word.js";

/** Positions cut into pieces that a decoder takes at once: as few as may be, no answer cut. */
export function toPieces(positions: readonly Position[]): Position[][] {
  const pieces: Position[][] = [];
  for (let from = 0; from < positions.length;) {
    const unit = positions.slice(from, endOfUnit(positions, from));
    const last = pieces.at(-1);
    if (last !== undefined && last.length + unit.length <= LONGEST_PIECE) last.push(...unit);
    else pieces.push(unit);
    from += unit.length;
  }
  return pieces;
}

/** A position, or the whole answer that begins there. */
function endOfUnit(positions: readonly Position[], from: number): number {
  const answer = positions[from]?.answer;
  if (answer === undefined) return from + 1;
  const end = positions.findIndex((other, place) => place > from && other.answer !== answer);
  return end === -1 ? positions.length : end;
}
