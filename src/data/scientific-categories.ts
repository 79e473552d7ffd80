/** The paths seen: which are whole, and which words follow a beginning. */
interface PathTree {
  readonly whole: ReadonlySet<string>;
  readonly nextWords: ReadonlyMap<string, ReadonlySet<string>>;
}

const LONGEST_NAME = 100; // characters; what is longer is a product description that slipped into the path

/**
 * Splits category paths that were written without separators ("Fasteners Screws Wood Screws") into names.
 *
 * The only evidence is what paths share. A name ends where the words so far are some item's whole path, or where different
 * paths go on with different words and the words so far end like a name does: in a plural, or in the second part of
 * "this & that". So a boundary is never invented, but one that no other path betrays stays unseen and two names remain
 * one ("Raw Materials | Plastics | Plastic Tubes", yet "Professional Medical Supplies | Apparel Face Masks & Shields").
 *
 * @param paths - All paths of the source.
 * @returns The names of one path, widest first.
 */
export function createPathSplitter(paths: readonly string[]): (path: string) => readonly string[] {
  const tree = growTree(paths);
  return (path) => {
    const names: string[] = [];
    let name: string[] = [];
    const words = path.split(" ");
    for (const [index, word] of words.entries()) {
      name.push(word);
      if (index < words.length - 1 && !endsName(words.slice(0, index + 1), tree)) continue;
      names.push(name.join(" "));
      name = [];
    }
    return names.filter((one) => one !== "" && one.length <= LONGEST_NAME);
  };
}

function growTree(paths: readonly string[]): PathTree {
  const nextWords = new Map<string, Set<string>>();
  for (const words of paths.map((path) => path.split(" "))) {
    for (let count = 1; count < words.length; count++) {
      const start = words.slice(0, count).join(" ");
      const next = nextWords.get(start) ?? new Set();
      nextWords.set(start, next.add(words[count] ?? ""));
    }
  }
  return { whole: new Set(paths), nextWords };
}

function endsName(words: readonly string[], { whole, nextWords }: PathTree): boolean {
  const start = words.join(" ");
  if (whole.has(start)) return true;
  const next = nextWords.get(start) ?? new Set();
  const branches = next.size > 1 && !next.has("&");
  return branches && (start.endsWith("s") || words.at(-2) === "&");
}
