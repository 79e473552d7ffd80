import { DAY_SECONDS } from "../../text/day.js";
import { parseEvidenceAnswer } from "../../text/evidence-answer.js";
import { parseHistoryAnswer } from "../../text/history-answer.js";
import { bucketTokens } from "./buckets.js";
import { FEATURES } from "./features.js";
import {
  type AnswerLine,
  readEvidenceRows,
  readHistoryEntry,
  readNeighborLine,
} from "./read-answer-line.js";
import type { StudentTask } from "./task-reader.js";
import { namedToken, type SequencePosition, type Token } from "./token.js";

/** Only the latest interactions of a longer history are read. */
const MAX_HISTORY = 10;

/** Later lines are ignored, since one pass reads a whole answer. */
const MAX_LINES = 30;

/**
 * Evidence from the tool answers so far, by candidate and kind. Each new line about a candidate repeats all of it, so that the
 * latest line is complete.
 */
export type EvidenceByCandidate = Map<number, ReadonlyMap<string, readonly Token[]>>;

/** Parses a tool answer: rows of evidence, interactions of a history, or neighbors. Other lines are skipped. */
export function readAnswerLines(text: string, task: StudentTask): AnswerLine[] {
  const evidence = parseEvidenceAnswer(text);
  if (evidence !== undefined) return readEvidenceRows(evidence.table, task);
  const history = parseHistoryAnswer(text);
  if (history.length > 0) return history.map((entry) => readHistoryEntry(entry, task));
  return text.split("\n").flatMap((line) => readNeighborLine(line, task) ?? []);
}

/** The answer's index and the evidence before it. */
export interface AnswerContext {
  /** Index of the answer in the conversation, from 0. */
  readonly answer: number;
  /** Read and updated. */
  readonly evidence: EvidenceByCandidate;
}

/**
 * A tool answer as positions: one per line, and a final one from which the student continues. For an answer without readable
 * lines, such as an error, this is the single token `unread`.
 */
export function toAnswerPositions(
  lines: readonly AnswerLine[],
  context: AnswerContext,
): SequencePosition[] {
  const { answer } = context;
  const end = {
    tokens: [namedToken(lines.length === 0 ? "unread" : "answered")],
    answer,
    isWritten: false,
  };
  const history = lines.filter(({ kind }) => kind === "history").slice(-MAX_HISTORY);
  const others = lines.filter(({ kind }) => kind !== "history");
  const read = [
    ...history.map((line, index) => ({
      tokens: [...line.tokens, ...recencyTokens(history, index)],
      answer,
      isWritten: false,
    })),
    ...others.map((line, index) => toPosition(line, index, context)),
  ];
  return [...read.slice(0, MAX_LINES), end];
}

/** How many interactions ago, and how long before the next one. */
function recencyTokens(history: readonly AnswerLine[], index: number): Token[] {
  const [date, next] = [history[index]?.date, history[index + 1]?.date];
  const ago = namedToken(`ago:${history.length - index}`);
  if (date === undefined || next === undefined) return [ago];
  return [ago, ...bucketTokens(FEATURES.gap, Math.log1p(Math.max(0, next - date) / DAY_SECONDS))];
}

function toPosition(
  { kind, tokens, about, kinds = new Map() }: AnswerLine,
  index: number,
  { answer, evidence }: AnswerContext,
): SequencePosition {
  const rank = kind === "neighbor" ? [namedToken(`nearest:${index + 1}`)] : [];
  const position = { tokens: [...tokens, ...rank], answer, isWritten: false };
  if (about === undefined) return position;
  const known = new Map([...(evidence.get(about) ?? []), ...kinds]);
  evidence.set(about, known);
  return { ...position, tokens: [...tokens, ...[...known.values()].flat()], about };
}
