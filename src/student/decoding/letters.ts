import { type Random, shuffle } from "../../random.js";
import { LETTERS } from "../language/word.js";

/** Who has which letter in one use of a text. */
export interface Letters {
  /** Letter by candidate. */
  readonly byCandidate: Uint8Array;
  /** Candidate by letter; letters that nobody has belong to candidates that there are not. */
  readonly byLetter: Uint8Array;
}

const ALL = Array.from(LETTERS, (_, place) => place);

/** Letters in the order of the candidates. */
export const IN_ORDER: Letters = {
  byCandidate: Uint8Array.from(ALL),
  byLetter: Uint8Array.from(ALL),
};

/** Letters dealt anew: what a student learns then cannot hang on a letter. */
export function dealLetters(random: Random): Letters {
  const byCandidate = Uint8Array.from(shuffle(ALL, random));
  const byLetter = new Uint8Array(ALL.length);
  byCandidate.forEach((letter, candidate) => {
    byLetter[letter] = candidate;
  });
  return { byCandidate, byLetter };
}
