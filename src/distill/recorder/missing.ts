import type { RunRow } from "./run-row.js";

/**
 * What a source may be unable to tell of an execution:
 * - `answers`: all that tools answered, or whether it was an error;
 * - `attempts`: attempts that failed, and what they cost;
 * - `models`: the names of all models;
 * - `position`: agents, nodes and rounds, and so the order of parallel branches;
 * - `prompt`: all that the first model was told;
 * - `replies`: all that models said;
 * - `timing`: when the single steps happened;
 * - `tools`: the definitions of all tools that were offered;
 * - `usage`: all tokens.
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
export type MissingPart = (typeof MISSING_PARTS)[number];

/** What is missing whatever the source, by what the model runs themselves tell. */
export function evidentlyMissing(modelRuns: readonly RunRow[]): MissingPart[] {
  const parts = modelRuns.flatMap(({ tools, position, end }): (MissingPart | false)[] => [
    position.node === "" && "position",
    tools.length === 0 && (end?.reply?.calls.length ?? 0) > 0 && "tools",
    end?.reply !== undefined && end.reply.inputTokens + end.reply.outputTokens === 0 && "usage",
  ]);
  return MISSING_PARTS.filter((part) => parts.includes(part));
}

/** The same recording, which lacks more. */
export function withMissing<Recording extends { readonly missing: readonly MissingPart[] }>(
  recording: Recording,
  parts: readonly MissingPart[],
): Recording {
  const all = new Set([...recording.missing, ...parts]);
  return { ...recording, missing: MISSING_PARTS.filter((part) => all.has(part)) };
}
