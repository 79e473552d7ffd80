import { createRandom } from "../../random.js";
import type { ExportSplit } from "../formats/records.js";

export interface SideOptions {
  readonly validationShare: number;
  readonly seed: number;
}

/**
 * The side of a user, or of a trajectory without one: decided by its name and the seed alone, so that a user is on the same
 * side in every export, whatever else is exported.
 */
export function sideOf(name: string, { validationShare, seed }: SideOptions): ExportSplit {
  return createRandom(seed, "validation", name)() < validationShare ? "validation" : "train";
}
