import type { UserId } from "../types.js";
import { printId, readId } from "./data-text.js";
import {
  EVIDENCE_FOCUSES,
  EVIDENCE_KINDS,
  type EvidenceFocus,
  type EvidenceKind,
} from "./evidence-kinds.js";
import { ID_PATTERN } from "./item-line.js";

/** Subject of an evidence answer. */
interface EvidenceSubjectLine {
  readonly userId: UserId;
  readonly historyLength: number;
  /** Number of items that the answer is about. */
  readonly items: number;
  readonly focus: EvidenceFocus;
}

/** Content of the first line of an evidence answer. */
interface EvidenceHeadline extends EvidenceSubjectLine {
  /** Users that the evidence was counted over. */
  readonly users: number;
  /** Items that the evidence was counted over. */
  readonly catalogSize: number;
}

/** The first line of an evidence answer. */
export function formatEvidenceHeadline(headline: EvidenceHeadline): string {
  const { userId, historyLength, items, focus, users, catalogSize } = headline;
  const subject = `Evidence for user ${printId(userId)} (${historyLength} earlier choices) on ${items} item${items === 1 ? "" : "s"}, focus ${focus}.`;
  const base = ` Base: ${users} users, ${catalogSize} items.`;
  const empty = historyLength === 0 ? " This user has no history: only popularity speaks." : "";
  return `${subject}${base}${empty} "top 3%" means: only 3% of the items new to the user have evidence at least as strong.`;
}

const HEADLINE = new RegExp(
  String.raw`^Evidence for user (${ID_PATTERN}) \((\d+) earlier choices\) on (\d+) items?, focus (${EVIDENCE_FOCUSES.join("|")})\.`,
);

/** Reads the first sentence of the headline at the start of an evidence answer; undefined for any other answer. */
export function parseEvidenceHeadline(answer: string): EvidenceSubjectLine | undefined {
  const parts = HEADLINE.exec(answer);
  if (parts === null) return undefined;
  const [, userId = "", historyLength, items, focus] = parts;
  return {
    userId: readId(userId),
    historyLength: Number(historyLength),
    items: Number(items),
    focus: EVIDENCE_FOCUSES.find((known) => known === focus) ?? "all",
  };
}

/** The legend under the headline: one line per kind of evidence, such as `# with last 3: the same, ...`. */
export function formatEvidenceLegend(stated: readonly EvidenceKind[]): string[] {
  return EVIDENCE_KINDS.filter(({ id }) => stated.includes(id)).map(
    ({ label, meaning }) => `# ${label}: ${meaning}`,
  );
}
