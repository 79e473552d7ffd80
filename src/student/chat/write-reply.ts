import type { Random } from "../../random.js";
import { IN_ORDER } from "../decoding/letters.js";
import { pickWord } from "../decoding/pick-word.js";
import { createGrammar } from "../language/grammar.js";
import type { ToolSignature } from "../language/signatures.js";
import type { StudentTask } from "../language/task-reader.js";
import { isTurnOver } from "../language/turn-end.js";
import type { Vocabulary } from "../language/vocabulary.js";
import { type Position, type Word, written } from "../language/word.js";
import type { Continuation } from "./memory.js";

export interface ReplyOptions {
  readonly conversation: Continuation;
  readonly vocabulary: Vocabulary;
  readonly signatures: ReadonlyMap<string, ToolSignature>;
  readonly task: StudentTask;
  /** What was read and written before this turn. */
  readonly before: readonly Position[];
  readonly temperature: number;
  readonly random: Random;
  readonly constrained: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A step of a reply. */
export interface ReplyStep {
  readonly word: Word;
  /** Scores of all words from which this one was picked. */
  readonly scores: Float32Array;
}

/** Writes one turn, word by word. It ends early, without `<end>`, when no position is left. */
export async function* writeReply(options: ReplyOptions): AsyncGenerator<ReplyStep> {
  const { conversation, vocabulary, signatures, task, signal } = options;
  const grammar = options.constrained
    ? createGrammar({ vocabulary, signatures, task, before: options.before })
    : undefined;
  const words: Word[] = [];
  while (conversation.room > 0 && !isTurnOver(words, signatures)) {
    signal?.throwIfAborted();
    const { scores } = conversation;
    const allowed = grammar?.next(words);
    const { id } = pickWord(scores, { ...options, isAllowed: allowed });
    const word = vocabulary.wordOf(id, IN_ORDER.byLetter);
    words.push(word);
    yield { word, scores };
    if (!isTurnOver(words, signatures)) await conversation.read(written(word));
  }
}
