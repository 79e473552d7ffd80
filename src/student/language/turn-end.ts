import type { ToolSignature } from "./signatures.js";
import type { Word } from "./word.js";

/** Words that one turn may have: far more than any sound one. */
export const LONGEST_TURN = 48;

const CALL = "call ";

/** Whether a turn is over: its last word ends it, or its call has all arguments, or it is too long to be sound. */
export function isTurnOver(
  words: readonly Word[],
  signatures: ReadonlyMap<string, ToolSignature>,
): boolean {
  if (words.length >= LONGEST_TURN || words.at(-1)?.name === "<end>") return true;
  const callAt = words.findIndex(({ name }) => name.startsWith(CALL));
  if (callAt === -1) return false;
  const signature = signatures.get(words[callAt]?.name.slice(CALL.length) ?? "");
  return words.length - 1 - callAt >= (signature?.spelled.length ?? 0);
}
