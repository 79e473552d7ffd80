import type { EvidenceKind } from "../../text/evidence-kinds.js";
import {
  parseEvidenceLine,
  type EvidenceLine,
  type EvidenceReading,
} from "../../text/evidence-line.js";
import { parseHistoryLine, type HistoryLine } from "../../text/history-line.js";
import { parseItem } from "../../text/item-line.js";
import { bucketWords } from "./buckets.js";
import { FAMILIES, liftOf, strengthOf } from "./families.js";
import type { StudentTask } from "./task-reader.js";
import { letter, plain, type Word } from "./word.js";

/** A line of a tool answer: the words it sums, and the candidate it is about. */
export interface ReadLine {
  readonly kind: "evidence" | "history" | "neighbor";
  readonly words: readonly Word[];
  readonly about?: number;
  /** Of a line about a candidate: the words of each kind of evidence. */
  readonly kinds?: ReadonlyMap<string, readonly Word[]>;
  /** Unix seconds of an earlier choice, where it is dated. */
  readonly date?: number;
}

/** Reads one line of what the tools write; undefined for headlines, legends and any other text. */
export function readLine(text: string, task: StudentTask): ReadLine | undefined {
  const evidence = parseEvidenceLine(text);
  if (evidence !== undefined) return readEvidence(evidence, task);
  const history = parseHistoryLine(text);
  if (history !== undefined) return readHistory(history, task);
  return readNeighborUser(text) ?? readNeighborItem(text, task);
}

/** A kind of evidence becomes its strength and its lift, "none" a word of its own. */
function readEvidence({ item, stated, readings }: EvidenceLine, { places }: StudentTask): ReadLine {
  const found = new Map(readings.map((reading) => [reading.kind, reading]));
  const kinds = new Map(stated.map((kind) => [kind, readKind(kind, found.get(kind))]));
  const about = places.get(item.id);
  return about === undefined
    ? { kind: "evidence", words: [plain("other item"), ...[...kinds.values()].flat()] }
    : { kind: "evidence", words: [letter(about)], about, kinds };
}

function readKind(kind: EvidenceKind, reading: EvidenceReading | undefined): Word[] {
  if (reading === undefined) return [plain(`${kind}:none`)];
  const strength = bucketWords(strengthOf(kind), -Math.log(reading.topPercent / 100));
  if (reading.lift === undefined) return strength;
  return [...strength, ...bucketWords(liftOf(kind), Math.log(Math.max(reading.lift, 0.01)))];
}

/** An earlier choice is known by the candidates it shares a category with. */
function readHistory({ item, date }: HistoryLine, { candidates }: StudentTask): ReadLine {
  const shared = candidates.flatMap(({ categories }, candidate) =>
    categories.some((category) => item.categories.includes(category))
      ? [{ name: "shares", weight: 1, candidate }]
      : [],
  );
  const words = [plain("choice"), ...shared];
  return date === undefined
    ? { kind: "history", words }
    : { kind: "history", words, date: Date.parse(date) / 1000 };
}

const NEIGHBOR_USER = /^(\d+)\. user .+: similarity (-?[\d.]+), (\d+) of (\d+) choices in common$/;

function readNeighborUser(text: string): ReadLine | undefined {
  const parts = NEIGHBOR_USER.exec(text);
  if (parts === null) return undefined;
  const [similarity = 0, shared = 0, all = 0] = parts.slice(2).map(Number);
  return {
    kind: "neighbor",
    words: [
      plain("similar user"),
      ...bucketWords(FAMILIES.similarity, similarity),
      ...bucketWords(FAMILIES.common, shared / Math.max(all, 1)),
    ],
  };
}

const NEIGHBOR_ITEM = /^(\d+)\. (.+): similarity (-?[\d.]+), (\d+) users chose both$/;

function readNeighborItem(text: string, { places }: StudentTask): ReadLine | undefined {
  const parts = NEIGHBOR_ITEM.exec(text);
  const item = parseItem(parts?.[2] ?? "");
  if (item === undefined) return undefined;
  const [similarity = 0, together = 0] = (parts ?? []).slice(3).map(Number);
  const about = places.get(item.id);
  return {
    kind: "neighbor",
    words: [
      plain("similar item"),
      ...(about === undefined ? [] : [letter(about)]),
      ...bucketWords(FAMILIES.similarity, similarity),
      ...bucketWords(FAMILIES.together, Math.log1p(together)),
    ],
  };
}
