import { bucketWords } from "./buckets.js";
import { FAMILIES } from "./families.js";
import { readLine, type ReadLine } from "./read-line.js";
import type { StudentTask } from "./task-reader.js";
import { plain, type Position, type Word } from "./word.js";

/** Of a longer history the latest choices are read. */
const HISTORY_SLOTS = 10;

/** Lines beyond this many are left unread: an answer is read in one pass. */
const MOST_LINES = 30;

const SECONDS_A_DAY = 86_400;

/**
 * What the answers so far said of each candidate, by kind of evidence. A line carries it on, so that the latest line about a
 * candidate holds all that is known of it.
 */
export type Carried = Map<number, ReadonlyMap<string, readonly Word[]>>;

/** The lines of an answer that can be read. */
export function readLines(text: string, task: StudentTask): ReadLine[] {
  return text.split("\n").flatMap((line) => readLine(line, task) ?? []);
}

export interface AnswerPlace {
  /** Which answer of the conversation it is, from 0. */
  readonly answer: number;
  /** Is read and added to. */
  readonly carried: Carried;
}

/**
 * A tool answer as positions: one a line, and one that ends it, from which the student goes on. An answer without a line that
 * can be read, such as an error, has only its end, which says so.
 */
export function placeAnswer(lines: readonly ReadLine[], place: AnswerPlace): Position[] {
  const { answer } = place;
  const end = {
    words: [plain(lines.length === 0 ? "unread" : "answered")],
    answer,
    isWritten: false,
  };
  const history = lines.filter(({ kind }) => kind === "history").slice(-HISTORY_SLOTS);
  const others = lines.filter(({ kind }) => kind !== "history");
  const read = [
    ...history.map((line, at) => ({
      words: [...line.words, ...placeInHistory(history, at)],
      answer,
      isWritten: false,
    })),
    ...others.map((line, at) => readOther(line, at, place)),
  ];
  return [...read.slice(0, MOST_LINES), end];
}

/** How many choices ago, and how long before the next. */
function placeInHistory(history: readonly ReadLine[], place: number): Word[] {
  const [date, next] = [history[place]?.date, history[place + 1]?.date];
  const ago = plain(`ago:${history.length - place}`);
  if (date === undefined || next === undefined) return [ago];
  return [ago, ...bucketWords(FAMILIES.gap, Math.log1p(Math.max(0, next - date) / SECONDS_A_DAY))];
}

function readOther(
  { kind, words, about, kinds = new Map() }: ReadLine,
  place: number,
  { answer, carried }: AnswerPlace,
): Position {
  const rank = kind === "neighbor" ? [plain(`nearest:${place + 1}`)] : [];
  const position = { words: [...words, ...rank], answer, isWritten: false };
  if (about === undefined) return position;
  const known = new Map([...(carried.get(about) ?? []), ...kinds]);
  carried.set(about, known);
  return { ...position, words: [...words, ...[...known.values()].flat()], about };
}
