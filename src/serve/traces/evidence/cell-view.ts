import type { EvidenceSources } from "../../../collaborative/evidence-sources/evidence-sources.js";
import type { EvidenceCell } from "../view/run-view.js";

/** One number of an evidence table, recomputed from the dataset. Plain data: the page only imports its types. */
export interface CellView {
  /** What the number states, in words. */
  readonly meaning: string;
  readonly recorded: CellNumbers | null;
  /** Null where there is no evidence. */
  readonly recomputed: CellNumbers | null;
  readonly isSame: boolean;
  /** What is different about the dataset, as sentences; empty where nothing is. */
  readonly differences: readonly string[];
  readonly form: EvidenceSources["form"];
  /** Number of entries; `entries` has the first of them. */
  readonly total: number;
  readonly entries: readonly CellEntry[];
}

/** The numbers of a cell, and the total that its count is a part of. */
export interface CellNumbers extends EvidenceCell {
  readonly base: number | null;
}

/** One interaction, or one part of a score. Absent parts are null. */
export interface CellEntry {
  readonly user: string | null;
  /** The past choice of the user that the evidence is for. With a user, the day is that of the user. */
  readonly choice: DatedItem | null;
  readonly between: DatedItem | null;
  /** The candidate. */
  readonly item: DatedItem | null;
  /** Part of the score, or similarity of the user. */
  readonly weight: number | null;
  readonly categories: readonly string[];
}

/** An item, and when it was chosen. */
export interface DatedItem {
  readonly id: string;
  readonly title: string;
  /** `YYYY-MM-DD`; null where it is not known. */
  readonly day: string | null;
}
