import { bucketName } from "./buckets.js";
import { ALL_FEATURES } from "./features.js";
import {
  CANDIDATE_LABELS,
  CONTROL_TOKENS,
  LABEL_TOKEN,
  type SequencePosition,
  type Token,
} from "./token.js";

/** Token of every name that is not in the vocabulary. */
export const UNKNOWN_TOKEN = "<unknown>";

/** Token names with one id per candidate label. */
const LABELED_TOKENS: ReadonlySet<string> = new Set([LABEL_TOKEN, "shares"]);

/** Contents of `vocabulary.json` in a student's folder. */
export interface VocabularyFile {
  /** Names that plans and reports may contain. */
  readonly terms: readonly string[];
  /** Tokens that the student can write; one entry covers all labels of a token about candidates. */
  readonly written: readonly string[];
  /** Tokens that the student only reads. */
  readonly read: readonly string[];
  /** Number of tokens that count the written positions. */
  readonly places: number;
}

/** A closed vocabulary. Tokens that the student can write have the first ids. */
export interface Vocabulary {
  readonly file: VocabularyFile;
  readonly terms: ReadonlySet<string>;
  readonly size: number;
  /** Number of tokens that can be written: ids below it. */
  readonly outputSize: number;
  /** Id of the label A; the other labels follow. */
  readonly firstLabelId: number;
  /** Token names by id. */
  readonly names: readonly string[];
  /** Id of a token, with label A where it has labels; the id of {@link UNKNOWN_TOKEN} for an unknown name. */
  idOf(name: string): number;
  /**
   * The token of an id.
   *
   * @param candidates - Candidate index by label.
   */
  tokenOf(id: number, candidates: ArrayLike<number>): Token;
  /** Id of the token for the n-th written position, from 0; all positions beyond the last token share it. */
  writtenCountId(count: number): number;
}

/** Builds the vocabulary of a training set: its tokens, all buckets of all features, and {@link UNKNOWN_TOKEN}. */
export function buildVocabulary(
  conversations: Iterable<readonly SequencePosition[]>,
  terms: ReadonlySet<string>,
): Vocabulary {
  const written = new Set<string>([...CONTROL_TOKENS, LABEL_TOKEN]);
  const read = new Set<string>(
    ALL_FEATURES.flatMap(({ name, count }) =>
      Array.from({ length: count }, (_, bucket) => bucketName(name, bucket)),
    ),
  );
  let maxWritten = 0;
  for (const positions of conversations) {
    let count = 0;
    for (const { tokens, isWritten } of positions) {
      for (const { name } of tokens) (isWritten ? written : read).add(name);
      if (isWritten) count++;
    }
    maxWritten = Math.max(maxWritten, count);
  }
  return openVocabulary({
    terms: [...terms].sort(),
    written: inOrder(written),
    read: [...read].filter((name) => !written.has(name)).sort(),
    places: maxWritten,
  });
}

/** Control and label tokens first, the others by name, independent of the order of the training set. */
function inOrder(written: ReadonlySet<string>): string[] {
  const first: string[] = [...CONTROL_TOKENS, LABEL_TOKEN];
  return [...first, ...[...written].filter((name) => !first.includes(name)).sort()];
}

/** Creates the vocabulary that a file describes. */
export function openVocabulary(file: VocabularyFile): Vocabulary {
  const names: string[] = [];
  const ids = new Map<string, number>();
  const add = (name: string) => {
    ids.set(name, names.length);
    if (LABELED_TOKENS.has(name))
      names.push(...Array.from(CANDIDATE_LABELS, (label) => `${name}:${label}`));
    else names.push(name);
  };
  for (const name of file.written) add(name);
  const outputSize = names.length;
  for (const name of [UNKNOWN_TOKEN, ...file.read]) add(name);
  const firstCountId = names.length;
  for (let count = 0; count < file.places; count++) add(`place:${count}`);
  const unknown = ids.get(UNKNOWN_TOKEN) ?? 0;
  const firstLabelId = ids.get(LABEL_TOKEN) ?? 0;
  return {
    file,
    terms: new Set(file.terms),
    size: names.length,
    outputSize,
    firstLabelId,
    names,
    idOf: (name) => ids.get(name) ?? unknown,
    tokenOf: (id, candidates) => {
      const label = id - firstLabelId;
      const candidate =
        label >= 0 && label < CANDIDATE_LABELS.length ? candidates[label] : undefined;
      return candidate === undefined
        ? { name: names[id] ?? UNKNOWN_TOKEN, weight: 1 }
        : { name: LABEL_TOKEN, weight: 1, candidate };
    },
    writtenCountId: (count) => firstCountId + Math.min(count, file.places - 1),
  };
}
