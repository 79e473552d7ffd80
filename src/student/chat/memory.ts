import { type DecodedModel, type Decoder, type DecoderPrograms, openDecoder } from "../decoding/decoder.js";
import type { Position } from "../rendering/word.js";

/** A conversation that is remembered with its keys and values. */
interface Slot {
  readonly decoder: Decoder;
  /** What was read so far, a text for each piece. */
  pieces: string[];
  /** Scores of the next word after the last piece. */
  scores: Float32Array;
  usedAt: number;
}

/** A conversation that can be gone on with. */
export interface Continuation {
  /** Reads one more piece and scores the next word. */
  read(piece: readonly Position[]): Promise<Float32Array>;
  /** Scores of the next word after what was read. */
  readonly scores: Float32Array;
  /** Positions that still fit. */
  readonly room: number;
}

/** Conversations that were asked about lately, so that a turn only reads what is new. */
export interface Memory {
  /** Goes on from the longest remembered beginning of these pieces, reading the rest. */
  recall(pieces: readonly (readonly Position[])[]): Promise<Continuation>;
}

const SLOTS = 16;

export function createMemory(model: DecodedModel, programs: DecoderPrograms): Memory {
  const slots: Slot[] = [];
  let clock = 0;

  const read = async (slot: Slot, piece: readonly Position[], key = keyOf(piece)) => {
    const scores = (await slot.decoder.extend(new Map([[0, piece]]))).get(0);
    slot.scores = scores ?? new Float32Array();
    slot.pieces.push(key);
    return slot.scores;
  };
  const blank = async (): Promise<Slot> => {
    if (slots.length < SLOTS) {
      const decoder = await openDecoder(model, programs);
      const slot = { decoder, pieces: [], scores: new Float32Array(), usedAt: 0 };
      slots.push(slot);
      return slot;
    }
    const oldest = slots.reduce((first, other) => (other.usedAt < first.usedAt ? other : first));
    oldest.decoder.reset(0);
    oldest.pieces = [];
    return oldest;
  };

  return {
    async recall(pieces) {
      const keys = pieces.map(keyOf);
      const begun = slots
        .filter((slot) => slot.pieces.length > 0 && slot.pieces.every((key, place) => key === keys[place]))
        .toSorted((one, other) => other.pieces.length - one.pieces.length);
      const slot = begun[0] ?? (await blank());
      slot.usedAt = ++clock;
      for (let place = slot.pieces.length; place < pieces.length; place++) {
        await read(slot, pieces[place] ?? [], keys[place]);
      }
      return {
        read: (piece) => read(slot, piece),
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

function keyOf(piece: readonly Position[]): string {
  return piece.map(({ words }) => words.map(({ name, weight, candidate }) => `${name} ${weight} ${candidate}`).join()).join("\n");
}
