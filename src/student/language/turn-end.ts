import type { ToolSignature } from "./signatures.js";
import { calledTool, type Token } from "./token.js";

/** Maximum number of tokens per turn; well-formed turns are far shorter. */
export const MAX_TURN_TOKENS = 48;

/** Whether a turn is complete: it ended with `<end>`, its call has all arguments, or it has {@link MAX_TURN_TOKENS}. */
export function isTurnOver(
  turn: readonly Token[],
  signatures: ReadonlyMap<string, ToolSignature>,
): boolean {
  if (turn.length >= MAX_TURN_TOKENS || turn.at(-1)?.name === "<end>") return true;
  const callIndex = turn.findIndex(({ name }) => calledTool(name) !== undefined);
  if (callIndex === -1) return false;
  const signature = signatures.get(calledTool(turn[callIndex]?.name ?? "") ?? "");
  return turn.length - 1 - callIndex >= (signature?.parameters.length ?? 0);
}
