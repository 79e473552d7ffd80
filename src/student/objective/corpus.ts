import { toConversation } from "../../distill/transcript/to-conversation.js";
import { StarError } from "../../errors.js";
import { keepByOutcome } from "../../trajectory/outcome-filter.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import { type CompactConversation, toCompactConversation } from "../language/compact-conversation.js";
import { encodePositions, type EncodedSequence } from "../language/encode.js";
import { buildVocabulary, type Vocabulary } from "../language/vocabulary.js";

/** A trajectory to imitate. */
export interface SftExample {
  readonly text: EncodedSequence;
  /** Place of the held-out item among the candidates. */
  readonly heldOut: number;
  /** Place of the held-out item in the recommendation, from 1. */
  readonly rank: number;
}

export interface Corpus {
  readonly vocabulary: Vocabulary;
  readonly examples: readonly SftExample[];
  /** Trajectories read, and how many the filter dropped. */
  readonly read: number;
  readonly dropped: number;
}

export interface CorpusOptions {
  /** The lowest rank of the held-out item that is kept. Default 5: what the recommendation can hold. */
  readonly keepRank?: number;
  /** Positions of the longest trajectory that is kept. Default 240. */
  readonly maxPositions?: number;
}

/**
 * Reads trajectories into the compact language and builds its vocabulary.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when nothing is left to train on.
 */
export async function readCorpus(
  trajectories: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  { keepRank = 5, maxPositions = 240 }: CorpusOptions = {},
): Promise<Corpus> {
  const kept = keepByOutcome(trajectories, { keepRank });
  const terms = new Set<string>();
  const conversations: {
    readonly messages: ReturnType<typeof toConversation>;
    readonly outcome: Trajectory["outcome"];
  }[] = [];
  for await (const trajectory of kept) {
    for (const { agent } of trajectory.steps) if (agent !== "") terms.add(agent);
    conversations.push({ messages: toConversation(trajectory), outcome: trajectory.outcome });
  }
  const texts = conversations
    .map(({ messages, outcome }) => ({ ...toCompactConversation(messages, terms), outcome }))
    .filter(({ positions }) => positions.length <= maxPositions);
  const read = Object.values(kept.counts).reduce((sum, count) => sum + count, 0);
  if (texts.length === 0) throw nothingLeft(read, keepRank);
  const vocabulary = buildVocabulary(
    texts.map(({ positions }) => positions),
    terms,
  );
  const examples = texts.flatMap((text) => toExample(text, vocabulary));
  return { vocabulary, examples, read, dropped: read - examples.length };
}

function toExample(
  { task, positions, outcome }: CompactConversation & { readonly outcome: Trajectory["outcome"] },
  vocabulary: Vocabulary,
): SftExample[] {
  const heldOut = task.candidateIndex.get(outcome?.heldOut ?? "");
  const rank = outcome?.rank;
  if (heldOut === undefined || rank === undefined || rank === null) return [];
  return [{ text: encodePositions(positions, vocabulary), heldOut, rank }];
}

function nothingLeft(read: number, keepRank: number): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `Of ${read} trajectories none ranks the held-out item among the first ${keepRank}.`,
    remedy: "Record more of them with star teach, at a temperature above 0, or keep lower ranks.",
  });
}
