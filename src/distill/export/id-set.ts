import { hash } from "node:crypto";

/** A set of ids whose memory does not depend on their length. */
export interface IdSet {
  /** @returns Whether the id is new. */
  add(id: string): boolean;
  /** Number of distinct ids. */
  size(): number;
}

/** Numbers stored per id. Two of 52 bits each make a collision within one file practically impossible. */
const NUMBERS_PER_ID = 2;
/** 13 hexadecimal digits have 52 bits, which a double holds exactly. */
const DIGITS = 13;
const INITIAL_SLOTS = 1024;

/** Creates a set of SHA-256 prefixes: 32 to 64 bytes per id, in one array that the garbage collector need not traverse. */
export function createIdSet(): IdSet {
  let table = new Float64Array(INITIAL_SLOTS * NUMBERS_PER_ID);
  let size = 0;
  return {
    add(id) {
      const digest = hash("sha256", id, "hex");
      const number = (from: number) => Number.parseInt(digest.slice(from, from + DIGITS), 16);
      const isNew = insert(table, number(0), number(DIGITS));
      if (isNew) size++;
      if (2 * size * NUMBERS_PER_ID > table.length) table = grow(table);
      return isNew;
    },
    size: () => size,
  };
}

/** Open addressing with linear probing. */
function insert(table: Float64Array, high: number, low: number): boolean {
  const first = (high * NUMBERS_PER_ID) % table.length;
  for (let at = first; ; at = (at + NUMBERS_PER_ID) % table.length) {
    if (table[at] === high && table[at + 1] === low) return false;
    if (table[at] === 0 && table[at + 1] === 0) {
      table[at] = high;
      table[at + 1] = low;
      return true;
    }
  }
}

function grow(table: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * table.length);
  for (let at = 0; at < table.length; at += NUMBERS_PER_ID) {
    const [high = 0, low = 0] = [table[at], table[at + 1]];
    if (high !== 0 || low !== 0) insert(larger, high, low);
  }
  return larger;
}
