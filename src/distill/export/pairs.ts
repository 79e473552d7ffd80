import type { Conversation, Message } from "../linear/conversation.js";

/** Two conversations cut where they part. */
export interface Parted {
  readonly prompt: readonly Message[];
  readonly chosen: readonly Message[];
  readonly rejected: readonly Message[];
}

/**
 * What two conversations about one task have in common, and how each goes on; undefined when they are the same or were offered
 * other tools. What is common is read and not trained: a longer prompt keeps tool answers out of a trainer's loss.
 */
export function partWays(chosen: Conversation, rejected: Conversation): Parted | undefined {
  if (!isSame(chosen.tools, rejected.tools)) return undefined;
  const [one, other] = [chosen.messages, rejected.messages];
  let common = one.findIndex((message, place) => !isSame(message, other[place]));
  if (common === -1) return undefined;
  // A trainer asks for an assistant's turn after the prompt, so both must go on with one.
  while (common > 0 && !areTurns(one[common], other[common])) common--;
  if (common === 0) return undefined;
  return {
    prompt: one.slice(0, common),
    chosen: one.slice(common),
    rejected: other.slice(common),
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function areTurns(one: Message | undefined, other: Message | undefined): boolean {
  return one?.role === "assistant" && other?.role === "assistant";
}
