import type { EvidenceKind } from "../../text/evidence-kinds.js";
import type { EvidenceReading } from "../../text/evidence-reading.js";
import type { EvidenceRow, EvidenceTable } from "../../text/evidence-table.js";
import type { HistoryEntry } from "../../text/history-answer.js";
import { parseItemNeighbor, parseUserNeighbor } from "../../text/neighbor-line.js";
import { bucketTokens } from "./buckets.js";
import { FEATURES, liftFeature, strengthFeature } from "./features.js";
import type { StudentTask } from "./task-reader.js";
import { candidateToken, namedToken, type Token } from "./token.js";

/** A line of a tool answer as tokens, with the candidate that it is about. */
export interface AnswerLine {
  readonly kind: "evidence" | "history" | "neighbor";
  readonly tokens: readonly Token[];
  /** Index of the candidate. */
  readonly about?: number;
  /** Tokens per kind of evidence, on lines about a candidate. */
  readonly kinds?: ReadonlyMap<string, readonly Token[]>;
  /** Unix seconds of a dated interaction in the history. */
  readonly date?: number;
}

/** Parses one line of a neighbor answer; undefined for headings and any other text. */
export function readNeighborLine(text: string, task: StudentTask): AnswerLine | undefined {
  return readNeighborUser(text) ?? readNeighborItem(text, task);
}

/** Converts the rows of a table: each kind of evidence becomes tokens of its strength and lift, or one token for "none". */
export function readEvidenceRows({ stated, rows }: EvidenceTable, task: StudentTask): AnswerLine[] {
  return rows.map((row) => readEvidenceRow(row, stated, task));
}

function readEvidenceRow(
  { itemId, readings }: EvidenceRow,
  stated: readonly EvidenceKind[],
  { candidateIndex }: StudentTask,
): AnswerLine {
  const found = new Map(readings.map((reading) => [reading.kind, reading]));
  const kinds = new Map(stated.map((kind) => [kind, readKind(kind, found.get(kind))]));
  const about = candidateIndex.get(itemId);
  return about === undefined
    ? { kind: "evidence", tokens: [namedToken("other item"), ...[...kinds.values()].flat()] }
    : { kind: "evidence", tokens: [candidateToken(about)], about, kinds };
}

function readKind(kind: EvidenceKind, reading: EvidenceReading | undefined): Token[] {
  if (reading === undefined) return [namedToken(`${kind}:none`)];
  const strength = bucketTokens(strengthFeature(kind), -Math.log(reading.topPercent / 100));
  if (reading.lift === undefined) return strength;
  return [...strength, ...bucketTokens(liftFeature(kind), Math.log(Math.max(reading.lift, 0.01)))];
}

/** An interaction of the history is described by the candidates that share a category with it. */
export function readHistoryEntry(
  { item, date }: HistoryEntry,
  { candidates }: StudentTask,
): AnswerLine {
  const shared = candidates.flatMap(({ categories }, candidate) =>
    categories.some((category) => item.categories.includes(category))
      ? [{ name: "shares", weight: 1, candidate }]
      : [],
  );
  const tokens = [namedToken("choice"), ...shared];
  return date === undefined
    ? { kind: "history", tokens }
    : { kind: "history", tokens, date: Date.parse(date) / 1000 };
}

function readNeighborUser(text: string): AnswerLine | undefined {
  const neighbor = parseUserNeighbor(text);
  if (neighbor === undefined) return undefined;
  const { similarity, shared, total } = neighbor;
  return {
    kind: "neighbor",
    tokens: [
      namedToken("similar user"),
      ...bucketTokens(FEATURES.similarity, similarity),
      ...bucketTokens(FEATURES.common, shared / Math.max(total, 1)),
    ],
  };
}

function readNeighborItem(text: string, { candidateIndex }: StudentTask): AnswerLine | undefined {
  const neighbor = parseItemNeighbor(text);
  if (neighbor === undefined) return undefined;
  const about = candidateIndex.get(neighbor.item.id);
  return {
    kind: "neighbor",
    tokens: [
      namedToken("similar item"),
      ...(about === undefined ? [] : [candidateToken(about)]),
      ...bucketTokens(FEATURES.similarity, neighbor.similarity),
      ...bucketTokens(FEATURES.together, Math.log1p(neighbor.together)),
    ],
  };
}
