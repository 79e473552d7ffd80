import type { Trajectory } from "../trajectory.js";
import { listTexts, type TraceText, type TraceTextKind } from "./list-texts.js";

/** A line in which a pattern occurs. */
export interface FoundLine extends TraceText {
  /** The part of `text`, which is one line, that matches. */
  readonly start: number;
  readonly end: number;
}

/** Options of {@link findLines}. */
export interface FindLinesOptions {
  /** Has the flag `g`. */
  readonly pattern: RegExp;
  /** Only texts that this agent read or wrote. Default: all texts. */
  readonly agent?: string | undefined;
  /** Only texts of these kinds. Default: all. */
  readonly kinds?: readonly TraceTextKind[] | undefined;
}

/** Finds the lines of all texts of a trajectory in which a pattern occurs, each with its first match. */
export function findLines(
  trajectory: Trajectory,
  { pattern, agent, kinds }: FindLinesOptions,
): FoundLine[] {
  const found: FoundLine[] = [];
  for (const text of listTexts(trajectory, agent)) {
    if (kinds?.includes(text.kind) === false) continue;
    for (const line of text.text.split("\n")) {
      pattern.lastIndex = 0;
      const match = pattern.exec(line);
      if (match === null || match[0] === "") continue;
      found.push({ ...text, text: line, start: match.index, end: match.index + match[0].length });
    }
  }
  return found;
}
