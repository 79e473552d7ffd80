import type { MessageRecord } from "../../trajectory/model-call.js";
import type { ModelCall } from "../../trajectory/unpack-calls.js";
import { isSameMessage } from "./message-key.js";

/** A call with its reply as later calls of the conversation read it. */
export interface ChainedCall {
  /** Position among the trajectory's calls. */
  readonly index: number;
  readonly call: ModelCall;
  readonly output: MessageRecord;
}

/** Calls of one agent, in order: the input of each begins with the input and the reply of the one before it. */
export type Chain = readonly ChainedCall[];

/**
 * Groups calls into chains: a call continues the conversation of its agent that is a prefix of its input. The first such conversation
 * is the longest, because a call that can continue a conversation begins no other.
 */
export function toChains(calls: readonly ChainedCall[]): Chain[] {
  const chains: ChainedCall[][] = [];
  for (const next of calls) {
    const continued = chains.find((chain) => isContinued(chain.at(-1), next));
    if (continued === undefined) chains.push([next]);
    else continued.push(next);
  }
  return chains;
}

function isContinued(last: ChainedCall | undefined, next: ChainedCall): boolean {
  if (last === undefined || !isSameAgent(last.call, next.call)) return false;
  const { input } = next.call;
  const before = [...last.call.input, last.output];
  return (
    before.length <= input.length &&
    before.every((message, at) => isSameMessage(message, input[at]))
  );
}

function isSameAgent(one: ModelCall, other: ModelCall): boolean {
  return (
    one.agent === other.agent &&
    one.node === other.node &&
    (one.tools === other.tools || JSON.stringify(one.tools) === JSON.stringify(other.tools))
  );
}
