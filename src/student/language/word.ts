/** One word of the compact language, as a share of the position it stands in. */
export interface Word {
  /** Of the vocabulary; for a word about a candidate the name without its letter. */
  readonly name: string;
  /** 1 unless a strength lies between two buckets, which then share the weight. */
  readonly weight: number;
  /** Place of a candidate in the task, from 0: such a word has one form for each letter. */
  readonly candidate?: number;
}

/** One step of what a student reads or writes: its words are summed. */
export interface Position {
  readonly words: readonly Word[];
  /** Place of the candidate that a line of evidence is about. */
  readonly about?: number;
  /** Which tool answer it was read in, from 0; absent for the opening and for what the student wrote. */
  readonly answer?: number;
  /** Whether the student wrote it. */
  readonly isWritten: boolean;
}

/** Candidates are known by letters, dealt anew at every use, so that no letter and no item means anything by itself. */
export const LETTERS = "ABCDEFGHIJKLMNOPQRST";

/** The word for a candidate: its letter. */
export const LETTER = "letter";

/** What opens a part of what the student writes; `<end>` closes its last turn. */
export const CONTROL_WORDS = [
  "<plan>",
  "<analysis>",
  "<reflection>",
  "<recommend>",
  "<end>",
] as const;
export type ControlWord = (typeof CONTROL_WORDS)[number];

export const plain = (name: string): Word => ({ name, weight: 1 });
export const letter = (candidate: number): Word => ({ name: LETTER, weight: 1, candidate });

/** A position that the student writes holds one word. */
export const written = (word: Word): Position => ({ words: [word], isWritten: true });
