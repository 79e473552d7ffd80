import { StarError } from "../../errors.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { listModelCalls, type ModelCall } from "../../trajectory/unpack-calls.js";
import { type Chain, type ChainedCall, toChains } from "../conversations/chains.js";

/** A conversation of one agent: calls of which each was given the conversation before it, and more. */
export interface AgentConversation {
  /** Path of the agent and name of the node. */
  readonly name: string;
  /** The trajectory's id and a number, from 1. */
  readonly id: string;
  readonly chain: Chain;
  readonly tools: ModelCall["tools"];
}

/** The calls of a trajectory, and its conversations in the order of their first reply. */
interface ListedConversations {
  readonly calls: readonly ModelCall[];
  readonly conversations: readonly AgentConversation[];
}

/**
 * Lists the conversations of a trajectory as they were: without calls that are not part of the result, and with every reply as its
 * model wrote it.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` for a trajectory of version 1, which does not contain what the models were given.
 */
export function listConversations(trajectory: Trajectory): ListedConversations {
  const { id } = trajectory;
  if (trajectory.calls === undefined) {
    throw new StarError("TRAJECTORY_INVALID", {
      message: `The trajectory "${id}" has version 1, which does not contain the messages that models were given.`,
      remedy: "Record the execution again.",
    });
  }
  const calls = listModelCalls(trajectory);
  const used = calls.flatMap((call, index): ChainedCall[] =>
    call.discarded || call.output === null ? [] : [{ index, call, output: call.output }],
  );
  const conversations = toChains(used).map((chain, number) => ({
    name: nameOf(chain),
    id: `${id}/${number + 1}`,
    chain,
    tools: chain[0]?.call.tools ?? null,
  }));
  return { calls, conversations };
}

function nameOf(chain: Chain): string {
  const { agent = "", node = "" } = chain[0]?.call ?? {};
  return [agent, node].filter((part) => part !== "").join("/");
}
