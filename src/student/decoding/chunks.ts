import type { SequencePosition } from "../language/token.js";

/** Maximum number of positions in one prefill pass: the longest tool answer and the token before it. */
export const MAX_CHUNK_LENGTH = 32;

/**
 * Splits positions into chunks of at most {@link MAX_CHUNK_LENGTH}. A tool answer is never split, since its positions attend to
 * each other.
 */
export function splitPositions(positions: readonly SequencePosition[]): SequencePosition[][] {
  const chunks: SequencePosition[][] = [];
  for (let start = 0; start < positions.length;) {
    const unit = positions.slice(start, unitEnd(positions, start));
    const last = chunks.at(-1);
    if (last !== undefined && last.length + unit.length <= MAX_CHUNK_LENGTH) last.push(...unit);
    else chunks.push(unit);
    start += unit.length;
  }
  return chunks;
}

/** End (exclusive) of a position, or of the tool answer that begins there. */
function unitEnd(positions: readonly SequencePosition[], start: number): number {
  const answer = positions[start]?.answer;
  if (answer === undefined) return start + 1;
  const end = positions.findIndex((other, index) => index > start && other.answer !== answer);
  return end === -1 ? positions.length : end;
}
