import type { ItemId, UserId } from "../../types.js";

/** What is behind the evidence for one item: interactions, or what a score is made of. */
export interface EvidenceSources {
  /**
   * `counted`: the entries are what the number counts. `contributing`: the entries with the largest part of a score. `none`: a score that
   * is not a sum of parts that a person could look up.
   */
  readonly form: "counted" | "contributing" | "none";
  /** Number of counted entries, or of parts that are not 0. */
  readonly total: number;
  /** All counted entries; of a score the largest parts, the largest first. */
  readonly entries: readonly EvidenceEntry[];
}

/** One counted interaction, or one part of a score. */
export interface EvidenceEntry {
  /** The other user who chose the item; absent for a part of a score, and for a shared category. */
  readonly userId?: UserId;
  /** The past choice of the user that the evidence is for. */
  readonly choice?: ItemId;
  /** The item on the way from the past choice to the item. */
  readonly between?: ItemId;
  /** Positions in the other user's sequence, from 0: of the past choice, and of the item. */
  readonly choiceAt?: number;
  readonly itemAt?: number;
  /** Part of the score, or similarity of the other user. */
  readonly weight?: number;
  /** Categories that the past choice and the item share. */
  readonly categories?: readonly string[];
}
