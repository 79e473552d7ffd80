import type { Random } from "../../random.js";
import { LABELS_IN_ORDER } from "../decoding/label-assignment.js";
import { sampleToken } from "../decoding/sample-token.js";
import { createGrammar } from "../language/grammar.js";
import type { ToolSignature } from "../language/signatures.js";
import type { StudentTask } from "../language/task-reader.js";
import { type SequencePosition, type Token, calledTool } from "../language/token.js";
import { isTurnOver } from "../language/turn-end.js";
import type { Vocabulary } from "../language/vocabulary.js";
import { type TurnWriterOptions, writeTurn } from "../language/write-turn.js";
import type { HeldConversation } from "./conversation-memory.js";

/** The task, the tools and the stop sequences of a reply. */
export interface ReplyTextOptions extends TurnWriterOptions {
  /** Stop sequences: the reply ends before the first occurrence of any of them. */
  readonly stop: readonly string[];
}

/** The text of a reply while its tokens are generated. The text of a block is emitted when the next block begins. */
export interface ReplyText {
  /** Takes all tokens so far and returns the new text. */
  add(turn: readonly Token[]): string;
  /** Takes all tokens of the finished turn and returns the remaining text. */
  finish(turn: readonly Token[]): string;
  /** Whether a stop sequence was found; no text follows then. */
  readonly isStopped: boolean;
}

/** Creates the text of a reply without tokens. */
export function createReplyText({ task, signatures, stop }: ReplyTextOptions): ReplyText {
  // A stop sequence may begin in the text so far and end in later text, so its length minus one is held back.
  const heldBack = Math.max(0, ...stop.map(({ length }) => length - 1));
  let emitted = 0;
  let isStopped = false;
  const emit = (turn: readonly Token[], reserve: number) => {
    const { content } = writeTurn(turn, { task, signatures });
    const stops = stop.map((text) => content.indexOf(text)).filter((index) => index !== -1);
    isStopped = stops.length > 0;
    const end = isStopped ? Math.min(...stops) : content.length - reserve;
    const text = content.slice(emitted, Math.max(emitted, end));
    emitted += text.length;
    return text;
  };
  return {
    add(turn) {
      const last = turn.at(-1);
      if (last === undefined || !endsBlock(last) || isTurnOver(turn, signatures)) return "";
      return emit(turn.slice(0, -1), heldBack);
    },
    finish: (turn) => emit(turn, 0),
    get isStopped() {
      return isStopped;
    },
  };
}

const endsBlock = ({ name }: Token) => name.startsWith("<") || calledTool(name) !== undefined;

/** The conversation to continue and how tokens are selected. */
export interface GenerateTurnOptions {
  readonly conversation: HeldConversation;
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
  /** Scores of all tokens, from which this one was selected; absent if no other was allowed. */
  readonly scores?: Float32Array;
}

/** Generates one turn token by token. It ends early, without `<end>`, when the conversation has no positions left. */
export async function* generateTurn(options: GenerateTurnOptions): AsyncGenerator<GeneratedToken> {
  const { conversation, vocabulary, signatures, task, signal, random, temperature } = options;
  const grammar = options.constrained
    ? createGrammar({ vocabulary, signatures, task, before: options.before })
    : undefined;
  const turn: Token[] = [];
  let unread: Token[] = [];
  while (conversation.remaining > unread.length && !isTurnOver(turn, signatures)) {
    signal?.throwIfAborted();
    const allowed = grammar?.allowedAfter(turn);
    const only = onlyToken(allowed, turn);
    const scores = only === undefined ? await conversation.read(unread, signal) : undefined;
    if (scores !== undefined) unread = [];
    // A token without alternatives takes its number, too, so that those after it do not depend on how it was found.
    if (scores === undefined && temperature > 0) random();
    const isAllowed = allowed && ((id: number) => allowed[id] === 1);
    const id = only ?? sampleToken(scores ?? NO_SCORES, { temperature, random, isAllowed }).id;
    const token = vocabulary.tokenOf(id, LABELS_IN_ORDER.byLabel);
    turn.push(token);
    unread.push(token);
    yield { token, ...(scores !== undefined && { scores }) };
  }
}

const NO_SCORES = new Float32Array();

/** The id of the only allowed token, which needs no scores. Those of the first recommended candidate are reported, so they are needed. */
function onlyToken(allowed: Uint8Array | undefined, turn: readonly Token[]): number | undefined {
  if (allowed === undefined || turn.at(-1)?.name === "<recommend>") return undefined;
  const first = allowed.indexOf(1);
  return first !== -1 && allowed.lastIndexOf(1) === first ? first : undefined;
}
