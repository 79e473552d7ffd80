import { listEvidenceSources } from "../../../collaborative/evidence-sources/list-evidence-sources.js";
import type { EvidenceEntry } from "../../../collaborative/evidence-sources/evidence-sources.js";
import type { EvidenceSubject } from "../../../collaborative/evidence/history-signals.js";
import { StarError } from "../../../errors.js";
import { formatDay } from "../../../text/day.js";
import { type EvidenceAnswer, parseEvidenceAnswer } from "../../../text/evidence-answer.js";
import { EVIDENCE_KINDS, type EvidenceKind } from "../../../text/evidence-kinds.js";
import { formatEvidenceTable, parseEvidenceTable } from "../../../text/evidence-table.js";
import { lookUpItem } from "../../../text/item-line.js";
import type { Trajectory } from "../../../trajectory/trajectory.js";
import type { CellEntry, CellNumbers, CellView, DatedItem } from "./cell-view.js";
import { findSubject } from "./find-subject.js";
import type { SplitData } from "./split-data.js";

/** A number of an evidence table. */
export interface CellPlace {
  /** Position of the tool answer among the steps. */
  readonly step: number;
  readonly itemId: string;
  readonly kind: string;
}

/** Entries that are sent: more than a person reads. */
const LISTED_ENTRIES = 200;

/**
 * Recomputes one number of an evidence table from the dataset, compares it with what was recorded, and lists the interactions behind it. Only
 * interactions that the tool could see are read.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for a place without evidence, or a dataset without the user or the task.
 */
export function recomputeCell(
  trajectory: Trajectory,
  { step, itemId, kind: name }: CellPlace,
  split: SplitData,
): CellView {
  const answer = answerAt(trajectory, step);
  const definition = EVIDENCE_KINDS.find(({ id }) => id === name);
  if (answer === undefined || definition === undefined)
    throw noEvidence({ step, itemId, kind: name });
  const { id: kind, meaning } = definition;
  const { evidence } = split;
  const subject = findSubject(split, { userId: answer.userId, task: trajectory.task });
  const recorded = numbersIn(answer.table, { itemId, kind });
  const recomputed = recompute({ answer, subject, itemId, kind }, split);
  const { form, total, entries } = listEvidenceSources(evidence, { subject, kind, itemId });
  const toEntry = createEntryWriter(split, { subject, itemId });
  const written = entries.map(toEntry);
  return {
    meaning,
    recorded,
    recomputed,
    isSame: JSON.stringify(recorded) === JSON.stringify(recomputed),
    differences: describeDifferences(answer, split),
    form,
    total,
    entries: (form === "counted" ? latestFirst(written) : written).slice(0, LISTED_ENTRIES),
  };
}

function answerAt({ steps }: Trajectory, at: number): EvidenceAnswer | undefined {
  const step = steps[at];
  return step?.kind === "tool_response" ? parseEvidenceAnswer(step.content) : undefined;
}

interface Cell {
  readonly itemId: string;
  readonly kind: EvidenceKind;
}

function numbersIn(
  { rows }: Pick<EvidenceAnswer["table"], "rows">,
  { itemId, kind }: Cell,
): CellNumbers | null {
  const row = rows.find((one) => one.itemId === itemId);
  const reading = row?.readings.find((one) => one.kind === kind);
  if (reading === undefined) return null;
  const { value = null, base = null, lift = null, rank = null } = reading;
  return { value, base, lift, rank };
}

interface Recomputation extends Cell {
  readonly answer: EvidenceAnswer;
  readonly subject: EvidenceSubject;
}

/** The numbers as the tool would write them, and as they are read from its answer. */
function recompute(
  { answer, subject, itemId, kind }: Recomputation,
  { evidence }: SplitData,
): CellNumbers | null {
  const [line] = evidence.lines(subject, [itemId], answer.focus);
  if (line === undefined) return null;
  const newItems = evidence.countNewItems(subject);
  const { stated, readings } = line;
  const lines = formatEvidenceTable({ newItems, stated, rows: [{ itemId, readings }] });
  const table = parseEvidenceTable(lines, newItems);
  return table === undefined ? null : numbersIn(table, { itemId, kind });
}

function describeDifferences(
  { users, catalogSize }: EvidenceAnswer,
  { dataset, evidence }: SplitData,
): string[] {
  const { matrix } = evidence.index;
  if (matrix.users.length === users && matrix.items.length === catalogSize) return [];
  return [
    `The recording counted over ${users} users and ${catalogSize} items; the dataset ${dataset.name} has ${matrix.users.length} users and ${matrix.items.length} items.`,
  ];
}

/** Creates a function that adds titles and days to an entry. */
function createEntryWriter(
  { dataset, sequences }: SplitData,
  { subject, itemId }: { readonly subject: EvidenceSubject; readonly itemId: string },
): (entry: EvidenceEntry) => CellEntry {
  const isDated = dataset.clock === "unix-seconds";
  const own = new Map(subject.history.map((one) => [one.itemId, one.timestamp]));
  const dated = (id: string, seconds: number | undefined): DatedItem => ({
    id,
    title: lookUpItem(dataset.items, id).title,
    day: seconds === undefined || !isDated ? null : formatDay(seconds),
  });
  return ({ userId, choice, between, choiceAt, itemAt, weight = null, categories = [] }) => {
    const timeAt = (position: number | undefined) =>
      position === undefined ? undefined : sequences.get(userId ?? "")?.timeAt(position);
    const choiceTime = userId === undefined ? own.get(choice ?? "") : timeAt(choiceAt);
    return {
      user: userId ?? null,
      choice: choice === undefined ? null : dated(choice, choiceTime),
      between: between === undefined ? null : dated(between, undefined),
      item: userId === undefined ? null : dated(itemId, timeAt(itemAt)),
      weight,
      categories,
    };
  };
}

/** The latest choices of the item first; equal ones keep their order. */
function latestFirst(entries: readonly CellEntry[]): CellEntry[] {
  const dayOf = ({ item, choice }: CellEntry) => item?.day ?? choice?.day ?? "";
  return entries.toSorted((one, other) => {
    const [a, b] = [dayOf(one), dayOf(other)];
    return a === b ? 0 : a < b ? 1 : -1;
  });
}

function noEvidence({ step, itemId, kind }: CellPlace): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `Step ${step + 1} has no evidence ${JSON.stringify(kind)} for item ${JSON.stringify(itemId)}.`,
    remedy: "Open the run again, and expand a number of an evidence table.",
  });
}
