import type { Conversation, Message } from "../transcript/conversation.js";
import type { PreferencePair } from "./formats/records.js";
import { originOf } from "./origin.js";
import type { Sample } from "./render-sample.js";
import type { ExportSettings } from "./settings.js";

/** Samples of one task that can be part of a pair. */
export interface PairCandidates {
  /** Samples whose answer can be chosen. */
  readonly chosen: readonly Sample[];
  /** Samples whose answer can be rejected. */
  readonly rejected: readonly Sample[];
}

/** True if a sample ranks the held-out item first. */
export function isSuccess({ trajectory }: Sample): boolean {
  return trajectory.outcome?.rank === 1;
}

/** Pairs the first success with the first failure, the second with the second, and so on. */
export function toPreferencePairs(
  { chosen: successes, rejected: failures }: PairCandidates,
  settings: ExportSettings,
): PreferencePair[] {
  const failed = failures.filter((sample) => isRated(sample) && !isSuccess(sample));
  const succeeded = successes.filter((sample) => isRated(sample) && isSuccess(sample));
  return succeeded.flatMap((chosen, index) => {
    const rejected = failed[index];
    const pair = rejected && toPair({ chosen, rejected }, settings);
    return pair === undefined ? [] : [pair];
  });
}

/** Pairs two answers to one task. @returns Undefined if an answer is not portable or too long, or if their prompts or tools differ. */
export function toPair(
  { chosen: success, rejected: failure }: Readonly<Record<"chosen" | "rejected", Sample>>,
  settings: ExportSettings,
): PreferencePair | undefined {
  const [chosen, rejected] = [success.render(), failure.render()];
  if (chosen?.verdict !== "kept" || rejected?.verdict !== "kept") return undefined;
  const parts = splitAtDivergence(chosen.conversation, rejected.conversation);
  if (parts === undefined) return undefined;
  const id = `${success.trajectory.id} > ${failure.trajectory.id}`;
  const { tools } = chosen.conversation;
  return { ...originOf(success.trajectory, settings), id, tools, ...parts };
}

/** True if the sample answers a task and has an outcome. */
export function isRated({ trajectory: { task, outcome } }: Sample): boolean {
  return task !== null && outcome !== null;
}
/** The common prefix of two conversations, and the continuation of each. */
type DivergingConversations = Pick<PreferencePair, "prompt" | "chosen" | "rejected">;

/**
 * Splits two conversations about one task after their common prefix. The prefix is as long as possible, since it has no loss: that
 * keeps tool answers out of it. Trainers require both continuations to start with an assistant turn.
 *
 * @returns Undefined for equal conversations, different tools, or no common prefix.
 */
export function splitAtDivergence(
  chosen: Conversation,
  rejected: Conversation,
): DivergingConversations | undefined {
  if (!isEqual(chosen.tools, rejected.tools)) return undefined;
  const [one, other] = [chosen.messages, rejected.messages];
  let length = one.findIndex((message, index) => !isEqual(message, other[index]));
  if (length === -1) return undefined;
  while (length > 0 && !areAssistantTurns(one[length], other[length])) length--;
  if (length === 0) return undefined;
  return {
    prompt: one.slice(0, length),
    chosen: one.slice(length),
    rejected: other.slice(length),
  };
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function areAssistantTurns(one: Message | undefined, other: Message | undefined): boolean {
  return one?.role === "assistant" && other?.role === "assistant";
}
