/** One token of the compact language. A position may sum several tokens, each with a weight. */
export interface Token {
  /** Name in the vocabulary; for a token about a candidate, the name without the candidate's label. */
  readonly name: string;
  /** 1, or less where a value lies between two buckets that share the weight. */
  readonly weight: number;
  /** Index of a candidate in the task, from 0. Such a token has one id per candidate label. */
  readonly candidate?: number;
}

/** One position of the sequence that a student reads and writes. The embeddings of its tokens are summed. */
export interface SequencePosition {
  readonly tokens: readonly Token[];
  /** Index of the candidate that a line of evidence is about. */
  readonly about?: number;
  /** Index of the tool answer that contains the position, from 0; absent for the prompt and for the student's own tokens. */
  readonly answer?: number;
  /** Whether the student wrote it. */
  readonly isWritten: boolean;
}

/** Labels of candidates. They are reassigned at every use, so that no label and no item has a meaning by itself. */
export const CANDIDATE_LABELS = "ABCDEFGHIJKLMNOPQRST";

/** Name of the tokens that are a candidate's label. */
export const LABEL_TOKEN = "letter";

/** Tokens that begin a block of a turn; `<end>` ends the last turn. */
export const CONTROL_TOKENS = [
  "<plan>",
  "<analysis>",
  "<reflection>",
  "<recommend>",
  "<end>",
] as const;

/** One of {@link CONTROL_TOKENS}. */
export type ControlToken = (typeof CONTROL_TOKENS)[number];

const CALL_PREFIX = "call ";

/** Name of the token that calls a tool. */
export const callTokenName = (tool: string): string => `${CALL_PREFIX}${tool}`;

/** The tool that a token calls; undefined for any other token. */
export function calledTool(tokenName: string): string | undefined {
  return tokenName.startsWith(CALL_PREFIX) ? tokenName.slice(CALL_PREFIX.length) : undefined;
}

/** A token by its name, with weight 1. */
export const namedToken = (name: string): Token => ({ name, weight: 1 });

/** The token of a candidate's label. */
export const candidateToken = (candidate: number): Token => ({
  name: LABEL_TOKEN,
  weight: 1,
  candidate,
});

/** The position of one token that the student writes. */
export const writtenPosition = (token: Token): SequencePosition => ({
  tokens: [token],
  isWritten: true,
});
