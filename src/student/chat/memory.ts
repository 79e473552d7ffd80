import {
  type DecodedModel,
  type Decoder,
  type DecoderPrograms,
  openDecoder,
  toPieces,
} from "../decoding/decoder.js";
import type { Position } from "../language/word.js";

/** A conversation that is remembered with its keys and values. */
interface Slot {
  readonly decoder: Decoder;
  /** What was read so far, a text for each position. */
  read: string[];
  /** Scores of the next word after the last position. */
  scores: Float32Array;
  usedAt: number;
}

/** A conversation that can be gone on with. */
export interface Continuation {
  /** Reads one more position and scores the next word. */
  read(position: Position): Promise<Float32Array>;
  /** Scores of the next word after what was read. */
  readonly scores: Float32Array;
  /** Positions that still fit. */
  readonly room: number;
}

/** Conversations that were asked about lately, so that a turn only reads what is new. */
export interface Memory {
  /** Goes on from the longest remembered beginning of these positions, reading the rest. */
  recall(positions: readonly Position[]): Promise<Continuation>;
}

const SLOTS = 16;

export function createMemory(model: DecodedModel, programs: DecoderPrograms): Memory {
  const slots: Slot[] = [];
  let clock = 0;

  const read = async (slot: Slot, piece: readonly Position[]) => {
    const scores = (await slot.decoder.extend(new Map([[0, piece]]))).get(0);
    slot.scores = scores ?? new Float32Array();
    slot.read.push(...piece.map(keyOf));
    return slot.scores;
  };
  const blank = async (): Promise<Slot> => {
    if (slots.length < SLOTS) {
      const decoder = await openDecoder(model, programs);
      const slot = { decoder, read: [], scores: new Float32Array(), usedAt: 0 };
      slots.push(slot);
      return slot;
    }
    const oldest = slots.reduce((first, other) => (other.usedAt < first.usedAt ? other : first));
    oldest.decoder.reset(0);
    oldest.read = [];
    return oldest;
  };

  return {
    async recall(positions) {
      const keys = positions.map(keyOf);
      const begun = slots
        .filter(
          ({ read: known }) => known.length > 0 && known.every((key, place) => key === keys[place]),
        )
        .toSorted((one, other) => other.read.length - one.read.length);
      const slot = begun[0] ?? (await blank());
      slot.usedAt = ++clock;
      for (const piece of toPieces(positions.slice(slot.read.length))) await read(slot, piece);
      return {
        read: (position) => read(slot, [position]),
        get scores() {
          return slot.scores;
        },
        get room() {
          return slot.decoder.room(0);
        },
      };
    },
  };
}

function keyOf({ words }: Position): string {
  return words.map(({ name, weight, candidate }) => `${name} ${weight} ${candidate}`).join();
}
