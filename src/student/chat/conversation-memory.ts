import type { Message } from "../../distill/transcript/conversation.js";
import type { ConversationDecoder } from "../decoding/conversation-decoder.js";
import {
  type CompactConversation,
  type ConversationReader,
  createConversationReader,
  firstUserMessage,
} from "../language/compact-conversation.js";
import { type Token, writtenPosition } from "../language/token.js";
import type { Student } from "../student.js";
import { assertAnswerable, assertFits } from "./student-conversation.js";

/** A conversation that no one else continues until it is released. */
export interface HeldConversation extends CompactConversation {
  /**
   * Reads the messages, as far as they were not read yet, and tokens that follow them.
   *
   * @returns Scores of the next token.
   */
  read(tokens: readonly Token[], signal?: AbortSignal): Promise<Float32Array>;
  /** Number of tokens that still fit. */
  readonly remaining: number;
  /** Lets others continue it. */
  release(): void;
}

/** What a student has read of its latest conversations: the positions of every message, and the decoder's keys and values. */
export interface ConversationMemory {
  /**
   * Continues the conversation with the most messages in common, or begins one in place of the one that was not used for longest. Waits
   * while all are held.
   *
   * @throws {StarError} `INVALID_ARGUMENT` when the first user message has no candidates or too many, or the conversation is too
   * long.
   */
  hold(messages: readonly Message[], signal?: AbortSignal): Promise<HeldConversation>;
}

/** A row of the decoder with the conversation in it. */
interface Slot {
  readonly row: number;
  messages: readonly Message[];
  reader: ConversationReader | undefined;
  /** How many of the reader's positions the decoder has read. */
  readPositions: number;
  /** Tokens that the decoder has read after all of the reader's positions. */
  readTokens: Token[];
  scores: Float32Array;
  usedAt: number;
  isHeld: boolean;
}

const memories = new WeakMap<Student, ConversationMemory>();

/** The memory of a student. All chat models of the student share it. */
export function conversationMemoryOf(student: Student): ConversationMemory {
  const memory = memories.get(student) ?? createConversationMemory(student);
  memories.set(student, memory);
  return memory;
}

/** Creates an empty memory with one conversation per row of the student's decoder. */
export function createConversationMemory({
  decoder,
  vocabulary,
}: Pick<Student, "decoder" | "vocabulary">): ConversationMemory {
  const slots = Array.from({ length: decoder.rows }, (_, row) => emptySlot(row));
  const waiting = new Set<() => void>();
  let clock = 0;
  return {
    async hold(messages, signal) {
      const slot = await takeSlot(messages);
      const release = () => {
        slot.isHeld = false;
        slot.usedAt = ++clock;
        const [next] = waiting;
        next?.();
      };
      try {
        signal?.throwIfAborted();
        return continueConversation(slot, messages, { decoder, terms: vocabulary.terms, release });
      } catch (error) {
        Object.assign(slot, emptySlot(slot.row));
        release();
        throw error;
      }
    },
  };

  async function takeSlot(messages: readonly Message[]): Promise<Slot> {
    for (;;) {
      const free = slots.filter(({ isHeld }) => !isHeld);
      const slot = longestMatch(free, messages) ?? leastRecent(free);
      if (slot !== undefined) {
        slot.isHeld = true;
        return slot;
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  }
}

function emptySlot(row: number): Slot {
  return {
    row,
    messages: [],
    reader: undefined,
    readPositions: 0,
    readTokens: [],
    scores: new Float32Array(),
    usedAt: 0,
    isHeld: false,
  };
}

interface SlotContext {
  readonly decoder: ConversationDecoder;
  readonly terms: ReadonlySet<string>;
  readonly release: () => void;
}

/** Reads the new messages of a slot's conversation, or begins another one in it. */
function continueConversation(
  slot: Slot,
  messages: readonly Message[],
  { decoder, terms, release }: SlotContext,
): HeldConversation {
  if (!isMatch(slot, messages)) {
    decoder.reset(slot.row);
    Object.assign(slot, { ...emptySlot(slot.row), isHeld: true });
  }
  const reader = slot.reader ?? createConversationReader(firstUserMessage(messages), terms);
  assertAnswerable(reader.task);
  slot.reader = reader;
  for (const message of messages.slice(slot.messages.length)) reader.read(message);
  slot.messages = messages;
  const { task, positions } = reader;
  assertFits(positions.length, decoder.capacity);
  settleTokens(slot, reader, decoder);
  return {
    task,
    positions,
    async read(tokens, signal) {
      const unread = [...positions.slice(slot.readPositions), ...tokens.map(writtenPosition)];
      if (unread.length === 0) return slot.scores;
      slot.scores = await decoder.read(slot.row, unread, signal);
      slot.readPositions = positions.length;
      slot.readTokens.push(...tokens);
      return slot.scores;
    },
    get remaining() {
      return decoder.capacity - positions.length - slot.readTokens.length;
    },
    release,
  };
}

/** The tokens that the decoder has read are part of a message now. If that has others, the decoder reads the conversation again. */
function settleTokens(slot: Slot, { positions }: ConversationReader, decoder: ConversationDecoder) {
  const { row, readPositions, readTokens } = slot;
  if (readTokens.length === 0) return;
  const isSame = readTokens.every(({ name, candidate }, index) => {
    const position = positions[readPositions + index];
    const [token] = position?.tokens ?? [];
    return position?.isWritten === true && token?.name === name && token.candidate === candidate;
  });
  if (!isSame) decoder.reset(row);
  slot.readPositions = isSame ? readPositions + readTokens.length : 0;
  slot.readTokens = [];
}

function longestMatch(slots: readonly Slot[], messages: readonly Message[]): Slot | undefined {
  return slots
    .filter((slot) => isMatch(slot, messages))
    .toSorted((one, other) => other.messages.length - one.messages.length)[0];
}

/** True if the messages begin with those of the slot. */
function isMatch({ messages: known }: Slot, messages: readonly Message[]): boolean {
  return (
    known.length > 0 &&
    known.length <= messages.length &&
    known.every((message, index) => isSameMessage(message, messages[index]))
  );
}

function isSameMessage(one: Message, other: Message | undefined): boolean {
  return (
    other !== undefined &&
    one.role === other.role &&
    one.content === other.content &&
    callsOf(one) === callsOf(other)
  );
}

function callsOf(message: Message): string {
  return message.role === "assistant" ? JSON.stringify(message.tool_calls ?? []) : "";
}

function leastRecent(slots: readonly Slot[]): Slot | undefined {
  return slots.toSorted((one, other) => one.usedAt - other.usedAt)[0];
}
