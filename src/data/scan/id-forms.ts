const FIRST_SLOTS = 2 ** 12; // a power of two
const SLOT_SIZE = 4;
const CODE = 3; // position in a slot
const SHORT = 8; // bytes
const ZERO = 0x30;
const MAX_DIGITS = 7; // a table of 40 MB at most

/**
 * Finds the code of an ID by the bytes that a file writes for it, without creating a text. A form is what a file writes: `7` and ` 7 `
 * are two forms of one ID.
 *
 * An open-addressing hash table. A slot has four integers, so that a search reads one line of the processor's cache: the two words,
 * the length and the code plus 1, which is 0 in a free slot. The words are the bytes of a short form; a longer form has its hash and
 * the position of its bytes there instead.
 */
export class IdForms {
  #slots = new Int32Array(FIRST_SLOTS * SLOT_SIZE);
  #size = 0;
  #text = new Uint8Array(2 ** 12);
  #textEnd = 0;
  /** Codes plus 1 of numbers without leading zeros, by number: most datasets number their users and items. */
  #numbers = new Int32Array(2 ** 12);

  /**
   * Returns the code of the form `bytes[start]` to `bytes[end - 1]`; -1 for an unknown form.
   *
   * @param view - Of the same bytes.
   */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    const length = end - start;
    const number = smallNumberOf(bytes, start, end);
    if (number !== -1)
      return number < this.#numbers.length ? (this.#numbers[number] as number) - 1 : -1;
    if (length > SHORT) return this.#findLong(bytes, start, end);
    const first = length > 4 ? wordBefore(view, end - 4, length - 4) : 0;
    const second = wordBefore(view, end, length);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = slotOf(first, second, length) & mask;
    for (;;) {
      const code = slots[slot + CODE] as number;
      if (code === 0) return -1;
      if (slots[slot + 1] === second && slots[slot] === first && slots[slot + 2] === length) {
        return code - 1;
      }
      slot = (slot + SLOT_SIZE) & mask;
    }
  }

  #findLong(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const hash = hashOf(bytes, start, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = slotOf(hash, 0, length) & mask;
    for (;;) {
      const code = slots[slot + CODE] as number;
      if (code === 0) return -1;
      const isCandidate = slots[slot] === hash && slots[slot + 2] === length;
      if (isCandidate && this.#isEqual(slots[slot + 1] as number, bytes, start, end))
        return code - 1;
      slot = (slot + SLOT_SIZE) & mask;
    }
  }

  /** Adds an unknown form. */
  add(
    bytes: Uint8Array,
    view: DataView,
    { start, end, code }: { readonly start: number; readonly end: number; readonly code: number },
  ): void {
    const number = smallNumberOf(bytes, start, end);
    if (number !== -1) return this.#addNumber(number, code);
    if (4 * ++this.#size * SLOT_SIZE > 3 * this.#slots.length) this.#grow();
    const length = end - start;
    if (length > SHORT) {
      const from = this.#keep(bytes, start, end);
      insert(this.#slots, hashOf(bytes, start, end), from, length, code + 1);
    } else {
      const first = length > 4 ? wordBefore(view, end - 4, length - 4) : 0;
      insert(this.#slots, first, wordBefore(view, end, length), length, code + 1);
    }
  }

  #addNumber(number: number, code: number): void {
    if (number >= this.#numbers.length) {
      const numbers = new Int32Array(2 * number);
      numbers.set(this.#numbers);
      this.#numbers = numbers;
    }
    this.#numbers[number] = code + 1;
  }

  #isEqual(from: number, bytes: Uint8Array, start: number, end: number): boolean {
    const text = this.#text;
    for (let at = start; at < end; at++) {
      if (text[from + at - start] !== bytes[at]) return false;
    }
    return true;
  }

  #keep(bytes: Uint8Array, start: number, end: number): number {
    const from = this.#textEnd;
    this.#textEnd += end - start;
    if (this.#textEnd > this.#text.length) {
      const text = new Uint8Array(2 * this.#textEnd);
      text.set(this.#text);
      this.#text = text;
    }
    this.#text.set(bytes.subarray(start, end), from);
    return from;
  }

  #grow(): void {
    const [old, slots] = [this.#slots, new Int32Array(2 * this.#slots.length)];
    for (let slot = 0; slot < old.length; slot += SLOT_SIZE) {
      if (old[slot + CODE] === 0) continue;
      const [first, second] = [old[slot] as number, old[slot + 1] as number];
      insert(slots, first, second, old[slot + 2] as number, old[slot + CODE] as number);
    }
    this.#slots = slots;
  }
}

/** The value of a decimal number below ten million without leading zeros; -1 for any other form. */
function smallNumberOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > MAX_DIGITS || (bytes[start] === ZERO && end - start > 1)) return -1;
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return end > start ? number : -1;
}

/** The last `length` bytes before `end` as a big-endian word, at most four of them. */
function wordBefore(view: DataView, end: number, length: number): number {
  if (end >= 4) {
    const word = view.getInt32(end - 4);
    return length >= 4 ? word : word & ((1 << (8 * length)) - 1);
  }
  let word = 0;
  for (let at = end - length; at < end; at++) word = (word << 8) | view.getUint8(at);
  return word;
}

/** Writes an entry to the first free slot from its own on. At most three quarters of the slots are used. */
function insert(
  slots: Int32Array,
  first: number,
  second: number,
  length: number,
  code: number,
): void {
  const mask = slots.length - 1;
  let slot = slotOf(first, length <= SHORT ? second : 0, length) & mask;
  while (slots[slot + CODE] !== 0) slot = (slot + SLOT_SIZE) & mask;
  slots[slot] = first;
  slots[slot + 1] = second;
  slots[slot + 2] = length;
  slots[slot + CODE] = code;
}

/** Position of the slot where the search for a form starts, before the bits beyond the table are cut off. */
function slotOf(first: number, second: number, length: number): number {
  let hash = Math.imul(first ^ Math.imul(second, 0x85ebca6b), 0xc2b2ae35) ^ length;
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x27d4eb2f);
  return (hash ^ (hash >>> 13)) << 2;
}

/** FNV-1a as a signed integer: numbers beyond 2^31 take twice the time. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}
