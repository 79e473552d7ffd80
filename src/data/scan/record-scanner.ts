const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** Why a record cannot be read. */
export type QuoteProblem = "unclosed" | "text-after-quote" | "quote-in-text";

/** Format of the records. */
interface RecordFormat {
  /** One or two ASCII characters. */
  readonly delimiter: string;
  /** Whether fields may be quoted with `"`. */
  readonly quotes: boolean;
  /** Number of fields per record whose positions are kept. */
  readonly capacity: number;
}

/**
 * Scans delimited text in bytes, one record after the other, in the language of `readTable`: RFC 4180, with records that end in a
 * newline, with or without a return. The properties describe the record that was scanned last.
 */
export class RecordScanner {
  /** Number of fields, also of those beyond the capacity. */
  count = 0;
  /** Number of newlines in the record. */
  newlines = 0;
  /** True if a field is {@link escaped}. */
  hasEscaped = false;
  /** Set if the record has a problem; its end is then unknown. */
  problem: QuoteProblem | undefined;
  /** Field `f` has the bytes `starts[f]` to `ends[f] - 1`, without quotes around it. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** 1 for a field with doubled quotes, whose bytes are not its value. */
  readonly escaped: Uint8Array;
  readonly #first: number;
  readonly #second: number;
  readonly #quote: number;
  /** 1 for the bytes that may end a field or are not allowed in it. */
  readonly #special = new Uint8Array(256);
  /** The greatest of them: digits and letters are above it in CSV and TSV. */
  readonly #lastSpecial: number;

  constructor({ delimiter, quotes, capacity }: RecordFormat) {
    this.#first = delimiter.charCodeAt(0);
    this.#second = delimiter.length > 1 ? delimiter.charCodeAt(1) : -1;
    this.#quote = quotes ? QUOTE : -1;
    const special = [NEWLINE, this.#first, ...(quotes ? [QUOTE] : [])];
    for (const byte of special) this.#special[byte] = 1;
    this.#lastSpecial = Math.max(...special);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.escaped = new Uint8Array(capacity);
  }

  /**
   * Scans the record that starts at `position`.
   *
   * @param bytes - Must end with a newline.
   * @returns The position after the record; -1 if it does not end within `bytes`.
   */
  scan(bytes: Uint8Array, position: number): number {
    const first = this.#first;
    const second = this.#second;
    const quote = this.#quote;
    const special = this.#special;
    const lastSpecial = this.#lastSpecial;
    this.count = 0;
    this.newlines = 1;
    this.hasEscaped = false;
    this.problem = undefined;
    let at = position;
    for (;;) {
      if (bytes[at] === quote) {
        at = this.#scanQuoted(bytes, at + 1);
        if (at === -1 || this.problem !== undefined) return at;
      } else {
        const start = at;
        let byte = bytes[at] as number;
        for (; ; byte = bytes[++at] as number) {
          if (byte > lastSpecial || special[byte] === 0) continue;
          if (byte === NEWLINE) break;
          if (byte === first && (second === -1 || bytes[at + 1] === second)) break;
          if (byte === quote) this.problem = "quote-in-text";
        }
        if (this.problem !== undefined) return at;
        const hasReturn = byte === NEWLINE && at > start && bytes[at - 1] === RETURN;
        this.#keep(start, hasReturn ? at - 1 : at, 0);
      }
      if (bytes[at] === NEWLINE) return at + 1;
      at += second === -1 ? 1 : 2;
    }
  }

  /** @returns The position of the delimiter or newline behind the quoted field that starts at `start`; -1 if there is none. */
  #scanQuoted(bytes: Uint8Array, start: number): number {
    let at = start;
    let isEscaped = 0;
    for (; ; at++) {
      if (at >= bytes.length) return -1;
      const byte = bytes[at] as number;
      if (byte === NEWLINE) this.newlines++;
      if (byte !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) break;
      isEscaped = 1;
      at++;
    }
    if (isEscaped === 1) this.hasEscaped = true;
    this.#keep(start, at, isEscaped);
    at++;
    if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) at++;
    const isDelimiter =
      bytes[at] === this.#first && (this.#second === -1 || bytes[at + 1] === this.#second);
    if (bytes[at] !== NEWLINE && !isDelimiter) this.problem = "text-after-quote";
    return at;
  }

  #keep(start: number, end: number, isEscaped: number): void {
    const index = this.count++;
    if (index >= this.starts.length) return;
    this.starts[index] = start;
    this.ends[index] = end;
    this.escaped[index] = isEscaped;
  }
}
