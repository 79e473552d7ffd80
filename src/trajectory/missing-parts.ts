/**
 * Parts of an execution that a source can lack:
 * - `answers`: some tool answers, or whether they are errors;
 * - `attempts`: failed attempts and their cost;
 * - `finishReasons`: why models stopped, so that replies cut by a limit are not known;
 * - `models`: some model names;
 * - `names`: names of authors and tools in messages;
 * - `position`: agents, nodes and rounds, and thus the order of parallel branches;
 * - `prompt`: messages that models were given;
 * - `reasoning`: what models returned beside text and valid calls, such as reasoning and calls that are not valid JSON;
 * - `replies`: some model replies, or parts of them;
 * - `timing`: the times of single steps;
 * - `tools`: some definitions of the offered tools, such as a provider's own search, which has none;
 * - `usage`: some token counts;
 * - `values`: some values in messages, arguments or definitions that JSON cannot hold; null is in their place.
 */
export const MISSING_PARTS = [
  "answers",
  "attempts",
  "finishReasons",
  "models",
  "names",
  "position",
  "prompt",
  "reasoning",
  "replies",
  "timing",
  "tools",
  "usage",
  "values",
] as const;
/** One of {@link MISSING_PARTS}. */
export type MissingPart = (typeof MISSING_PARTS)[number];
