import { alignLists } from "../../text/align-lists.js";

/** A line that only one of two texts contains. */
export interface DifferentLine {
  readonly side: "one" | "other";
  readonly line: string;
}

/** The lines in which two texts differ, in order. */
export function diffLines(one: string, other: string): DifferentLine[] {
  const [ones, others] = [linesOf(one), linesOf(other)];
  return alignLists(ones, others).flatMap(([a, b]): DifferentLine[] => {
    if (a !== null && b !== null) return [];
    if (a !== null) return [{ side: "one", line: ones[a] ?? "" }];
    return [{ side: "other", line: others[b ?? 0] ?? "" }];
  });
}

/** An empty text has no lines. */
function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
