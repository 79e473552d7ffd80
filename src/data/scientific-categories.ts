/** A prefix tree of the paths, by word. */
interface PathTree {
  /** Prefixes that are the complete path of some item. */
  readonly complete: ReadonlySet<string>;
  /** The words that follow each prefix. */
  readonly nextWords: ReadonlyMap<string, ReadonlySet<string>>;
}

const MAX_NAME_LENGTH = 100; // the source has product descriptions in some paths; they are longer than any category name

/**
 * Creates a function that splits category paths without separators ("Fasteners Screws Wood Screws") into names.
 *
 * A name ends after a prefix that is the complete path of some item, or after a prefix that several paths continue with
 * different words, if the prefix ends like a name: in a plural, or in the second part of "this & that". The rule adds no
 * false boundaries but misses those without other paths as evidence: "Raw Materials | Plastics | Plastic Tubes" is split
 * fully, "Professional Medical Supplies | Apparel Face Masks & Shields" is not.
 *
 * @param paths - All paths of the source.
 * @returns A function from a path to its names, most general first.
 */
export function createPathSplitter(paths: readonly string[]): (path: string) => readonly string[] {
  const tree = buildTree(paths);
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
    return names.filter((one) => one !== "" && one.length <= MAX_NAME_LENGTH);
  };
}

function buildTree(paths: readonly string[]): PathTree {
  const nextWords = new Map<string, Set<string>>();
  for (const words of paths.map((path) => path.split(" "))) {
    for (let count = 1; count < words.length; count++) {
      const prefix = words.slice(0, count).join(" ");
      const next = nextWords.get(prefix) ?? new Set();
      nextWords.set(prefix, next.add(words[count] ?? ""));
    }
  }
  return { complete: new Set(paths), nextWords };
}

function endsName(words: readonly string[], { complete, nextWords }: PathTree): boolean {
  const prefix = words.join(" ");
  if (complete.has(prefix)) return true;
  const next = nextWords.get(prefix) ?? new Set();
  const isBranch = next.size > 1 && !next.has("&");
  return isBranch && (prefix.endsWith("s") || words.at(-2) === "&");
}
