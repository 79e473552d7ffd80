/** Numbers IDs from 0 in the order in which they are added. The number of an ID is its code. */
export class IdDictionary implements Iterable<string> {
  readonly #ids: string[] = [];
  readonly #codes = new Map<string, number>();

  /** @param ids - Distinct IDs, which get the codes 0, 1, 2 and so on. */
  constructor(ids: Iterable<string> = []) {
    for (const id of ids) this.add(id);
  }

  /** Number of IDs. */
  get size(): number {
    return this.#ids.length;
  }

  /** Returns the code of an ID, a new one for a new ID. */
  add(id: string): number {
    const known = this.#codes.get(id);
    if (known !== undefined) return known;
    const code = this.#ids.length;
    this.#codes.set(id, code);
    this.#ids.push(id);
    return code;
  }

  codeOf(id: string): number | undefined {
    return this.#codes.get(id);
  }

  /** The ID of a code that {@link add} returned. */
  idOf(code: number): string {
    return this.#ids[code] as string;
  }

  /** IDs in the order of their codes. */
  [Symbol.iterator](): Iterator<string> {
    return this.#ids[Symbol.iterator]();
  }
}
