import { hash } from "node:crypto";

/** Which ids were seen, however many and however long. */
export interface SeenIds {
  /** @returns Whether this id is new. */
  add(id: string): boolean;
  /** How many different ones. */
  size(): number;
}

/** Two words of 52 bits of an id's SHA-256 stand for it: no two ids of a file share both. */
const WORDS = 2;
const DIGITS = 13;
const FIRST_SLOTS = 1024;

/** A hash table that takes 32 to 64 bytes an id, and nothing that a garbage collector would have to walk through. */
export function createSeenIds(): SeenIds {
  let table = new Float64Array(FIRST_SLOTS * WORDS);
  let size = 0;
  return {
    add(id) {
      const digest = hash("sha256", id, "hex");
      const word = (from: number) => Number.parseInt(digest.slice(from, from + DIGITS), 16);
      const isNew = insert(table, word(0), word(DIGITS));
      if (isNew) size++;
      if (2 * size * WORDS > table.length) table = grow(table);
      return isNew;
    },
    size: () => size,
  };
}

/** Goes from the slot that the digest names to the first that is free, or has it already. */
function insert(table: Float64Array, high: number, low: number): boolean {
  for (let at = (high * WORDS) % table.length; ; at = (at + WORDS) % table.length) {
    if (table[at] === high && table[at + 1] === low) return false;
    if (table[at] === 0 && table[at + 1] === 0) {
      [table[at], table[at + 1]] = [high, low];
      return true;
    }
  }
}

function grow(table: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * table.length);
  for (let at = 0; at < table.length; at += WORDS) {
    const [high = 0, low = 0] = [table[at], table[at + 1]];
    if (high !== 0 || low !== 0) insert(larger, high, low);
  }
  return larger;
}
