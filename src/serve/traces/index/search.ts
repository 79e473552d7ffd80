import { isAscii } from "node:buffer";
import { decodeLine, readByteLines } from "../../../files.js";
import { parseJson } from "../../../json.js";
import type { TraceIndex } from "./trace-index.js";

/** A search through all text of a file, which goes on in the background. */
export interface TraceSearch {
  /** True for the position of a run that is known to contain the text. */
  readonly has: (position: number) => boolean;
  /** Share of the file that was searched, up to 1. */
  readonly progress: () => number;
  /** Resolves when all that is known of the file was searched. */
  readonly done: () => Promise<void>;
  /** Continues with what the file has gained. */
  readonly extend: (index: TraceIndex) => void;
  readonly stop: () => void;
}

/** Starts a search for a text in the values of every line: names of fields do not count, and upper and lower case are equal. */
export function startSearch(path: string, first: TraceIndex, text: string): TraceSearch {
  const contains = createLineTest(text);
  const hits = new Set<number>();
  const state = { index: first, row: 0, read: 0, isRunning: false, hasEnded: false };
  const endOf = ({ ranges }: TraceIndex) => {
    const last = ranges.at(-1);
    return last === undefined ? 0 : last.start + last.length;
  };

  async function searchTo(end: number): Promise<void> {
    let position = state.read;
    for await (const line of readByteLines(path, end, state.read)) {
      if (state.hasEnded) return;
      // Blank lines have no row.
      if (state.index.ranges[state.row]?.start === position) {
        if (contains(line)) hits.add(state.row);
        state.row++;
      }
      position += line.length + 1;
      state.read = position;
    }
  }

  async function search(): Promise<void> {
    state.isRunning = true;
    try {
      for (let end = endOf(state.index); state.read < end; end = endOf(state.index)) {
        await searchTo(end);
        if (state.hasEnded) return;
      }
    } catch (error) {
      state.hasEnded = true;
      throw error;
    } finally {
      state.isRunning = false;
    }
  }

  let running = search();
  running.catch(() => undefined);
  return {
    has: (position) => hits.has(position),
    progress: () => {
      const end = endOf(state.index);
      return end === 0 || state.hasEnded ? 1 : Math.min(1, state.read / end);
    },
    done: () => running,
    extend(index) {
      if (state.index === index) return;
      state.index = index;
      if (state.isRunning || state.hasEnded) return;
      running = search();
      running.catch(() => undefined);
    },
    stop: () => {
      state.hasEnded = true;
    },
  };
}

/** Lines are parsed only if they contain the longest part of the text that JSON writes in one way. */
function createLineTest(text: string): (line: Buffer) => boolean {
  const wanted = text.toLowerCase();
  const parts = wanted.match(/[a-z0-9 _.,:;()[\]{}|+*?!@#$%^~-]+/g) ?? [];
  const longest = parts.toSorted((one, other) => other.length - one.length)[0] ?? "";
  const pattern = new RegExp(longest.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&"), "i");
  return (line) => {
    const isPlain = isAscii(line);
    if (!pattern.test(line.toString("latin1"))) return false;
    return containsText(parseJson(isPlain ? line.toString("latin1") : decodeLine(line)), wanted);
  };
}

function containsText(value: unknown, wanted: string): boolean {
  if (typeof value === "string") return value.toLowerCase().includes(wanted);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((one) => containsText(one, wanted));
}

/** Characters before and after a hit. */
const AROUND = 60;

/** The first place of a text in the values of a line, with what is around it. Undefined if it does not occur. */
export function findSnippet(value: unknown, text: string): string | undefined {
  if (typeof value === "string") {
    const at = value.toLowerCase().indexOf(text.toLowerCase());
    if (at === -1) return undefined;
    const start = Math.max(0, at - AROUND);
    const end = at + text.length + AROUND;
    return `${start > 0 ? "…" : ""}${value.slice(start, end)}${end < value.length ? "…" : ""}`;
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const one of Object.values(value)) {
    const found = findSnippet(one, text);
    if (found !== undefined) return found;
  }
  return undefined;
}
