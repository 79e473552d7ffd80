import type { FoundLine } from "../search/find-lines.js";
import { roleOf } from "../search/is-of-agent.js";
import { paint } from "./paint.js";
import { safeText } from "./safe-text.js";

/** Options of {@link formatFoundLines}. */
interface FoundLinesOptions {
  readonly color: boolean;
  /** Characters per line. */
  readonly width: number;
  /** Shows all lines, and each of them whole. */
  readonly full: boolean;
}

/** Lines of a trajectory that are shown. */
const SHOWN = 5;
const INDENT = "  ";
/** Least width of the part of a line that is shown. */
const MIN_WIDTH = 30;

/** One line per found line: who read or wrote it, and the part of it around the match. */
export function formatFoundLines(
  lines: readonly FoundLine[],
  { color, width, full }: FoundLinesOptions,
): string[] {
  const shown = full ? lines : lines.slice(0, SHOWN);
  const more = lines.length - shown.length;
  const formatted = shown.map((line) => {
    const label = `${INDENT}${safeText(labelOf(line).replaceAll("\n", " "))}: `;
    const [before, match, after] = partsOf(line, full ? Infinity : width - label.length);
    if (!color) return `${label}${before}${match}${after}`;
    return `${paint(label, "dim")}${before}${paint(match, "red")}${after}`;
  });
  return more === 0
    ? formatted
    : [...formatted, `${INDENT}… ${more} more line${more === 1 ? "" : "s"} (--full shows all)`];
}

function labelOf(line: FoundLine): string {
  const role = roleOf(line);
  return role === "" ? line.kind : `${role}, ${line.kind}`;
}

/** The text before the match, the match, and the text after it, shortened to a width. */
function partsOf({ text, start, end }: FoundLine, width: number): [string, string, string] {
  const room = Math.max(MIN_WIDTH, width);
  const before = safeText(text.slice(0, start)).trimStart();
  const match = safeText(text.slice(start, end));
  const after = safeText(text.slice(end)).trimEnd();
  if (before.length + match.length + after.length <= room) return [before, match, after];
  const shownMatch = cutEnd(match, room);
  const left = room - shownMatch.length;
  const shownAfter = cutEnd(after, Math.max(left - before.length, Math.floor(left / 2)));
  return [cutStart(before, left - shownAfter.length), shownMatch, shownAfter];
}

function cutEnd(text: string, length: number): string {
  if (text.length <= length) return text;
  return length < 1 ? "" : `${text.slice(0, length - 1)}…`;
}

function cutStart(text: string, length: number): string {
  if (text.length <= length) return text;
  return length < 1 ? "" : `…${text.slice(text.length - length + 1)}`;
}
