import type { Random } from "../../random.js";
import { LABELS_IN_ORDER } from "../decoding/label-assignment.js";
import { sampleToken } from "../decoding/sample-token.js";
import { createGrammar } from "../language/grammar.js";
import type { ToolSignature } from "../language/signatures.js";
import type { StudentTask } from "../language/task-reader.js";
import { type SequencePosition, type Token, writtenPosition } from "../language/token.js";
import { isTurnOver } from "../language/turn-end.js";
import type { Vocabulary } from "../language/vocabulary.js";
import type { CachedConversation } from "./conversation-cache.js";

/** The conversation to continue and how tokens are selected. */
export interface GenerateTurnOptions {
  readonly conversation: CachedConversation;
  readonly vocabulary: Vocabulary;
  readonly signatures: ReadonlyMap<string, ToolSignature>;
  readonly task: StudentTask;
  /** Positions before this turn. */
  readonly before: readonly SequencePosition[];
  readonly temperature: number;
  readonly random: Random;
  /** Whether only tokens of well-formed turns are allowed. */
  readonly constrained: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A generated token. */
export interface GeneratedToken {
  readonly token: Token;
  /** Scores of all tokens, from which this one was selected. */
  readonly scores: Float32Array;
}

/** Generates one turn token by token. It ends early, without `<end>`, when the conversation has no positions left. */
export async function* generateTurn(options: GenerateTurnOptions): AsyncGenerator<GeneratedToken> {
  const { conversation, vocabulary, signatures, task, signal } = options;
  const grammar = options.constrained
    ? createGrammar({ vocabulary, signatures, task, before: options.before })
    : undefined;
  const turn: Token[] = [];
  while (conversation.remaining > 0 && !isTurnOver(turn, signatures)) {
    signal?.throwIfAborted();
    const { scores } = conversation;
    const { id } = sampleToken(scores, { ...options, isAllowed: grammar?.allowedAfter(turn) });
    const token = vocabulary.tokenOf(id, LABELS_IN_ORDER.byLabel);
    turn.push(token);
    yield { token, scores };
    if (!isTurnOver(turn, signatures)) await conversation.read(writtenPosition(token));
  }
}
