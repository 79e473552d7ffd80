import type { Interaction } from "../types.js";

/** What makes an interaction the same one in another reading of the same source. */
export function interactionKey({ userId, itemId, timestamp }: Interaction): string {
  return `${userId}\u0000${itemId}\u0000${timestamp}`;
}
