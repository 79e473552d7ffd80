import { splitPositions } from "../decoding/chunks.js";
import {
  type DecodedModel,
  type Decoder,
  type DecoderPrograms,
  openDecoder,
} from "../decoding/decoder.js";
import type { SequencePosition } from "../language/token.js";

/** One cached conversation. */
interface Slot {
  readonly decoder: Decoder;
  /** Keys of the positions read so far. */
  read: string[];
  /** Scores of the next token. */
  scores: Float32Array;
  usedAt: number;
}

/** A conversation that the model has read and can continue. */
export interface CachedConversation {
  /** Reads one more position and returns the scores of the next token. */
  read(position: SequencePosition): Promise<Float32Array>;
  /** Scores of the next token after everything read so far. */
  readonly scores: Float32Array;
  /** Number of positions that still fit. */
  readonly remaining: number;
}

/** Keys and values of the most recent conversations, so that only the new positions of a turn are read. */
export interface ConversationCache {
  /** Continues the cached conversation with the longest common prefix and reads the remaining positions. */
  resume(positions: readonly SequencePosition[]): Promise<CachedConversation>;
}

const MAX_SLOTS = 16;

/** Creates an empty cache for up to 16 conversations; the least recently used one is replaced. */
export function createConversationCache(
  model: DecodedModel,
  programs: DecoderPrograms,
): ConversationCache {
  const slots: Slot[] = [];
  let clock = 0;
  return {
    async resume(positions) {
      const slot =
        longestPrefix(slots, positions) ??
        (slots.length < MAX_SLOTS ? await addSlot(slots, model, programs) : freeOldest(slots));
      slot.usedAt = ++clock;
      for (const chunk of splitPositions(positions.slice(slot.read.length)))
        await readChunk(slot, chunk);
      return {
        read: (position) => readChunk(slot, [position]),
        get scores() {
          return slot.scores;
        },
        get remaining() {
          return slot.decoder.remaining(0);
        },
      };
    },
  };
}

function longestPrefix(
  slots: readonly Slot[],
  positions: readonly SequencePosition[],
): Slot | undefined {
  const keys = positions.map(keyOf);
  return slots
    .filter(({ read }) => read.length > 0 && read.every((key, index) => key === keys[index]))
    .toSorted((a, b) => b.read.length - a.read.length)[0];
}

async function addSlot(
  slots: Slot[],
  model: DecodedModel,
  programs: DecoderPrograms,
): Promise<Slot> {
  const decoder = await openDecoder(model, programs);
  const slot = { decoder, read: [], scores: new Float32Array(), usedAt: 0 };
  slots.push(slot);
  return slot;
}

function freeOldest(slots: readonly Slot[]): Slot {
  const oldest = slots.reduce((first, other) => (other.usedAt < first.usedAt ? other : first));
  oldest.decoder.reset(0);
  oldest.read = [];
  return oldest;
}

async function readChunk(slot: Slot, chunk: readonly SequencePosition[]): Promise<Float32Array> {
  const scores = (await slot.decoder.extend(new Map([[0, chunk]]))).get(0);
  slot.scores = scores ?? new Float32Array();
  slot.read.push(...chunk.map(keyOf));
  return slot.scores;
}

function keyOf({ tokens }: SequencePosition): string {
  return tokens.map(({ name, weight, candidate }) => `${name} ${weight} ${candidate}`).join();
}
