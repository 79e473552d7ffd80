import { bucketName } from "./buckets.js";
import { ALL_FAMILIES } from "./families.js";
import { CONTROL_WORDS, LETTER, LETTERS, type Position, type Word } from "./word.js";

/** What a word becomes that the training set did not hold. */
export const UNKNOWN = "<unknown>";

/** As it is kept in a student's folder. */
export interface VocabularyFile {
  /** Names that may stand in plans and reports. */
  readonly terms: readonly string[];
  /** Words that the student writes; one about a candidate stands for all letters. */
  readonly written: readonly string[];
  /** Words that it only reads, and how many of them there are of a kind. */
  readonly read: readonly string[];
  /** Words that only say how many words the student has written so far. */
  readonly places: number;
}

/** A closed vocabulary. What can be written has the first ids. */
export interface Vocabulary {
  readonly file: VocabularyFile;
  readonly terms: ReadonlySet<string>;
  readonly size: number;
  /** Ids below this can be written. */
  readonly writtenSize: number;
  /** The id of letter A; the others follow. */
  readonly firstLetter: number;
  /** The names of all words, by id. */
  readonly names: readonly string[];
  /** The id of a word, of its first letter for a word about a candidate; that of {@link UNKNOWN} for one that is not known. */
  idOf(name: string): number;
  /** The word of an id, where `candidates` tells whose letter each is. */
  wordOf(id: number, candidates: ArrayLike<number>): Word;
  /** The id of the word for the n-th thing written, from 0; the last one for all that come after. */
  placeId(count: number): number;
}

const PER_LETTER: ReadonlySet<string> = new Set([LETTER, "shares"]);

/** Builds the vocabulary of a training set: its words, every bucket of every measure, and {@link UNKNOWN}. */
export function buildVocabulary(
  conversations: Iterable<readonly Position[]>,
  terms: ReadonlySet<string>,
): Vocabulary {
  const written = new Set<string>([...CONTROL_WORDS, LETTER]);
  const read = new Set<string>(
    ALL_FAMILIES.flatMap(({ name, count }) =>
      Array.from({ length: count }, (_, bucket) => bucketName(name, bucket)),
    ),
  );
  let places = 0;
  for (const positions of conversations) {
    let count = 0;
    for (const { words, isWritten } of positions) {
      for (const { name } of words) (isWritten ? written : read).add(name);
      if (isWritten) count++;
    }
    places = Math.max(places, count);
  }
  return openVocabulary({
    terms: [...terms].sort(),
    written: inOrder(written),
    read: [...read].filter((name) => !written.has(name)).sort(),
    places,
  });
}

/** Control words and letters first, the others by name, so that the order does not depend on the training set's. */
function inOrder(written: ReadonlySet<string>): string[] {
  const first: string[] = [...CONTROL_WORDS, LETTER];
  return [...first, ...[...written].filter((name) => !first.includes(name)).sort()];
}

/** A vocabulary as its file says. */
export function openVocabulary(file: VocabularyFile): Vocabulary {
  const names: string[] = [];
  const ids = new Map<string, number>();
  const add = (name: string) => {
    ids.set(name, names.length);
    if (PER_LETTER.has(name)) names.push(...Array.from(LETTERS, (one) => `${name}:${one}`));
    else names.push(name);
  };
  for (const name of file.written) add(name);
  const writtenSize = names.length;
  for (const name of [UNKNOWN, ...file.read]) add(name);
  const firstPlace = names.length;
  for (let place = 0; place < file.places; place++) add(`place:${place}`);
  const unknown = ids.get(UNKNOWN) ?? 0;
  const firstLetter = ids.get(LETTER) ?? 0;
  return {
    file,
    terms: new Set(file.terms),
    size: names.length,
    writtenSize,
    firstLetter,
    names,
    idOf: (name) => ids.get(name) ?? unknown,
    wordOf: (id, candidates) => {
      const at = id - firstLetter;
      const candidate = at >= 0 && at < LETTERS.length ? candidates[at] : undefined;
      return candidate === undefined
        ? { name: names[id] ?? UNKNOWN, weight: 1 }
        : { name: LETTER, weight: 1, candidate };
    },
    placeId: (count) => firstPlace + Math.min(count, file.places - 1),
  };
}
