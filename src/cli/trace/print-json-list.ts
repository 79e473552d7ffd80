import type { Io } from "../io.js";

/** Options of {@link printJsonList}. */
interface JsonListOptions {
  /** Member that contains the entries. */
  readonly name: string;
  readonly entries: AsyncIterable<object>;
  /** Further members, read after the last entry. */
  readonly rest: () => object;
}

/**
 * Prints one JSON object with a list that may be larger than memory, entry by entry. Nothing is printed before the first entry, so that
 * an error before it can be printed as JSON.
 *
 * @returns The number of entries.
 */
export async function printJsonList(
  io: Pick<Io, "print">,
  { name, entries, rest }: JsonListOptions,
): Promise<number> {
  const opening = `{\n${JSON.stringify(name)}: [`;
  let count = 0;
  for await (const entry of entries) {
    io.print(`${count === 0 ? opening : ","}${JSON.stringify(entry)}`);
    count++;
  }
  const members = Object.entries(rest()).map(
    ([key, value]) => `,\n${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  io.print(`${count === 0 ? opening : ""}]${members.join("")}\n}`);
  return count;
}
