/**
 * Parts of an execution that a source can lack:
 * - `answers`: some tool answers, or whether they are errors;
 * - `attempts`: failed attempts and their cost;
 * - `models`: some model names;
 * - `position`: agents, nodes and rounds, and thus the order of parallel branches;
 * - `prompt`: messages that models were given;
 * - `replies`: some model replies, or parts of them;
 * - `timing`: the times of single steps;
 * - `tools`: some definitions of the offered tools;
 * - `usage`: some token counts.
 */
export const MISSING_PARTS = [
  "answers",
  "attempts",
  "models",
  "position",
  "prompt",
  "replies",
  "timing",
  "tools",
  "usage",
] as const;
/** One of {@link MISSING_PARTS}. */
export type MissingPart = (typeof MISSING_PARTS)[number];
