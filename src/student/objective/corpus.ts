import type { Conversation } from "../../distill/transcript/conversation.js";
import { toConversation } from "../../distill/transcript/to-conversation.js";
import { StarError } from "../../errors.js";
import { isOldEvidenceAnswer } from "../../text/evidence-answer.js";
import { keepByOutcome } from "../../trajectory/outcome-filter.js";
import type { Trajectory } from "../../trajectory/trajectory.js";
import {
  type CompactConversation,
  toCompactConversation,
} from "../language/compact-conversation.js";
import { encodePositions, type EncodedSequence } from "../language/encode.js";
import { buildVocabulary, type Vocabulary } from "../language/vocabulary.js";

/** A teacher trajectory as an example for SFT. */
export interface SftExample {
  readonly sequence: EncodedSequence;
  /** Index of the held-out item among the candidates. */
  readonly heldOutCandidate: number;
  /** Rank of the held-out item in the teacher's recommendation, from 1. */
  readonly rank: number;
}

/** The examples of a trajectory file and the vocabulary built from them. */
export interface Corpus {
  readonly vocabulary: Vocabulary;
  readonly examples: readonly SftExample[];
  /** Number of trajectories read. */
  readonly read: number;
  /** Number of trajectories that are not examples. */
  readonly dropped: number;
}

/** Options of {@link readCorpus}. */
export interface CorpusOptions {
  /** Worst rank of the held-out item that is kept, from 1. Default 5, the length of a recommendation. */
  readonly keepRank?: number;
  /** Maximum number of positions; longer trajectories are dropped. Default 240. */
  readonly maxPositions?: number;
}

/**
 * Converts trajectories to the student's compact language and builds its vocabulary.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when no trajectory passes the filters, or when one was recorded before evidence was a table.
 */
export async function readCorpus(
  trajectories: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  { keepRank = 5, maxPositions = 240 }: CorpusOptions = {},
): Promise<Corpus> {
  const kept = keepByOutcome(trajectories, { keepRank });
  const terms = new Set<string>();
  const conversations: {
    readonly conversation: Conversation;
    readonly outcome: Trajectory["outcome"];
  }[] = [];
  for await (const trajectory of kept) {
    if (hasOldEvidence(trajectory)) throw oldEvidence(trajectory);
    for (const { agent } of trajectory.steps) if (agent !== "") terms.add(agent);
    conversations.push({
      conversation: toConversation(trajectory),
      outcome: trajectory.outcome,
    });
  }
  const compact = conversations
    .map(({ conversation, outcome }) => ({
      ...toCompactConversation(conversation, terms),
      outcome,
    }))
    .filter(({ positions }) => positions.length <= maxPositions);
  const read = Object.values(kept.counts).reduce((sum, count) => sum + count, 0);
  if (compact.length === 0) throw noExamples(read, keepRank);
  const vocabulary = buildVocabulary(
    compact.map(({ positions }) => positions),
    terms,
  );
  const examples = compact.flatMap((conversation) => toExample(conversation, vocabulary));
  return { vocabulary, examples, read, dropped: read - examples.length };
}

function toExample(
  { task, positions, outcome }: CompactConversation & { readonly outcome: Trajectory["outcome"] },
  vocabulary: Vocabulary,
): SftExample[] {
  const heldOutCandidate = task.candidateIndex.get(outcome?.heldOut ?? "");
  const rank = outcome?.rank;
  if (heldOutCandidate === undefined || rank === undefined || rank === null) return [];
  return [{ sequence: encodePositions(positions, vocabulary), heldOutCandidate, rank }];
}

/** True for a trajectory of an earlier version, whose evidence a student would not find. */
function hasOldEvidence({ steps }: Trajectory): boolean {
  return steps.some((step) => step.kind === "tool_response" && isOldEvidenceAnswer(step.content));
}

function oldEvidence({ id }: Trajectory): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `The trajectory "${id}" was recorded by an earlier version, with one sentence of evidence per item: students read tables.`,
    remedy: "Record the trajectories again with star teach.",
    fields: { trajectory: id },
  });
}

function noExamples(read: number, keepRank: number): StarError {
  return new StarError("TRAJECTORY_INVALID", {
    message: `None of the ${read} trajectories ranks the held-out item among the first ${keepRank}.`,
    remedy:
      "Record more trajectories with star teach at a temperature above 0, or keep lower ranks.",
  });
}
