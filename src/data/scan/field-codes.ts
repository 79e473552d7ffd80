import { IdForms } from "./id-forms.js";

/** 1 for the bytes of simple IDs. */
const SIMPLE = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[\w-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** The codes of one column's IDs by the bytes that the file writes. */
export class FieldCodes {
  readonly #forms = new IdForms();
  readonly #add: (id: string) => number | undefined;

  /** @param add - Returns the code of an ID; undefined if the ID is not allowed. */
  constructor(add: (id: string) => number | undefined) {
    this.#add = add;
  }

  /** The code of the field `bytes[start]` to `bytes[end - 1]`; -1 if only the checks of a row can find it. */
  codeOf(bytes: Buffer, view: DataView, start: number, end: number): number {
    const known = this.#forms.find(bytes, view, start, end);
    if (known !== -1 || !isSimpleId(bytes, start, end)) return known;
    const code = this.#add(bytes.toString("latin1", start, end));
    if (code === undefined) return -1;
    this.#forms.add(bytes, view, { start, end, code });
    return code;
  }

  /** Remembers the code of a field. */
  learn(bytes: Buffer, view: DataView, range: { start: number; end: number; code: number }): void {
    if (this.codeOf(bytes, view, range.start, range.end) === -1)
      this.#forms.add(bytes, view, range);
  }
}

/** True for letters, digits, `-` and `_`, which every check of IDs accepts as they are. */
export function isSimpleId(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (SIMPLE[bytes[at] as number] !== 1) return false;
  }
  return end > start;
}
