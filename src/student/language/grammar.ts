import { PLACES } from "./read-turn.js";
import type { ToolSignature } from "./signatures.js";
import type { StudentTask } from "./task-reader.js";
import type { Vocabulary } from "./vocabulary.js";
import { LETTER, type Position, type Word } from "./word.js";

/** Which words may come next for a turn to be sound. */
export interface Grammar {
  /** @param words - The turn so far. */
  next(words: readonly Word[]): (id: number) => boolean;
}

export interface GrammarOptions {
  readonly vocabulary: Vocabulary;
  readonly signatures: ReadonlyMap<string, ToolSignature>;
  readonly task: StudentTask;
  /** What was read and written before this turn. */
  readonly before: readonly Position[];
}

/** How many candidates a part may name. */
const MOST_LETTERS = { "<analysis>": 3, "<reflection>": 2 } as const;

const CALL = "call ";

/** The order that the reward asks for: a plan, calls, a reflection on all of them, at least five different candidates. */
export function createGrammar({ vocabulary, signatures, task, before }: GrammarOptions): Grammar {
  const candidates = task.candidates.length;
  const identity = Uint8Array.from({ length: 256 }, (_, place) => place);
  const hasPlanned = before.some(({ isWritten }) => isWritten);
  const isTerm = (name: string) => vocabulary.terms.has(name);
  const isCall = (name: string) => name.startsWith(CALL) && signatures.has(name.slice(CALL.length));
  const opens = (reflected: boolean) => (word: Word) =>
    isCall(word.name) ||
    word.name === "<analysis>" ||
    word.name === "<reflection>" ||
    (reflected && word.name === "<recommend>");

  const allowed = (words: readonly Word[]): ((word: Word) => boolean) => {
    const openedAt = words.findLastIndex(
      ({ name }) => name.startsWith("<") || name.startsWith(CALL),
    );
    const opened = words[openedAt]?.name;
    const inside = words.slice(openedAt + 1);
    const isFresh = (word: Word) =>
      !inside.some(({ name, candidate }) => name === word.name && candidate === word.candidate);
    const isLetter = (word: Word) =>
      word.name === LETTER && (word.candidate ?? candidates) < candidates && isFresh(word);
    if (opened === undefined) return hasPlanned ? opens(false) : ({ name }) => name === "<plan>";
    if (opened.startsWith(CALL))
      return isArgument(signatures.get(opened.slice(CALL.length)), inside.length);
    switch (opened) {
      case "<plan>":
        return (word) =>
          (isTerm(word.name) && isFresh(word)) || (inside.length > 0 && isCall(word.name));
      case "<analysis>":
        if (inside.length === 0) return ({ name }) => isTerm(name);
        return (word) =>
          (inside.length <= MOST_LETTERS[opened] && isLetter(word)) || opens(false)(word);
      case "<reflection>":
        return (word) =>
          (inside.length < MOST_LETTERS[opened] && isLetter(word)) ||
          isCall(word.name) ||
          word.name === "<recommend>";
      default:
        return (word) =>
          isLetter(word) ||
          (inside.length >= Math.min(PLACES, candidates) && word.name === "<end>");
    }
  };
  return {
    next(words) {
      const rule = allowed(words);
      return (id) => rule(vocabulary.wordOf(id, identity));
    },
  };
}

/** The n-th argument: a value that the training set holds for this parameter, or a candidate where ids are asked for. */
function isArgument(signature: ToolSignature | undefined, place: number): (word: Word) => boolean {
  const parameter = signature?.spelled[place] ?? "";
  return ({ name }) =>
    name.startsWith(`${parameter}=`) || (name === LETTER && /(^|_)id$/.test(parameter));
}
