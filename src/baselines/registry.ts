import type { Baseline } from "./baseline.js";
import { easeAndSasRec } from "./ease-sasrec.js";
import { learnedRanker } from "./learned-ranker/baseline.js";
import { eSasRec, sasRec } from "./sasrec/baseline.js";
import { als, ease, itemKnn, popularity, random } from "./untrained.js";

/**
 * Names of all baselines, in the order of help texts and documentation. A new baseline needs a name and an entry here, and a
 * row in the table of docs/evaluation.md.
 */
const BASELINE_NAMES = [
  "random",
  "popularity",
  "item-knn",
  "als",
  "ease",
  "learned-ranker",
  "sasrec",
  "esasrec",
  "ease+sasrec",
] as const;
type BaselineName = (typeof BASELINE_NAMES)[number];

const ENTRIES: Record<BaselineName, Baseline> = {
  random,
  popularity,
  "item-knn": itemKnn,
  als,
  ease,
  "learned-ranker": learnedRanker,
  sasrec: sasRec,
  esasrec: eSasRec,
  "ease+sasrec": easeAndSasRec,
};

/** All baselines by name. */
export const BASELINES: ReadonlyMap<string, Baseline> = new Map(
  BASELINE_NAMES.map((name) => [name, ENTRIES[name]]),
);
