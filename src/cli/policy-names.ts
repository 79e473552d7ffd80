import type { CollaborativeIndex } from "../collaborative/collaborative-index.js";
import { fitItemKnn } from "../collaborative/item-knn.js";
import { fitPopularity } from "../collaborative/popularity.js";
import { TEACHER_DEFAULTS, type TeacherSettings } from "../distill/teaching/settings.js";
import { StarError } from "../errors.js";
import { randomPolicy, recommenderPolicy } from "../evaluation/policies.js";
import type { Policy, Recommender } from "../types.js";
import { isStudentName } from "./students.js";
import { TRAINABLES } from "./trained-policies.js";

const BASELINES = ["random", "popularity", "item-knn", "als", "ease"] as const;

/** The teacher and its ablations, by the name that `--policy` takes. */
export const TEACHERS: ReadonlyMap<string, TeacherSettings> = new Map([
  ["teacher", TEACHER_DEFAULTS],
  ["teacher:no-reflection", { ...TEACHER_DEFAULTS, maxReflections: 0 }],
  ["teacher:no-evidence", { ...TEACHER_DEFAULTS, evidence: false }],
  ["teacher:no-neighbors", { ...TEACHER_DEFAULTS, neighbors: false }],
]);

/** Every name that `--policy` takes. */
export const POLICY_NAMES: readonly string[] = [
  ...BASELINES,
  ...TRAINABLES.keys(),
  ...TEACHERS.keys(),
];

/** @throws {StarError} `INVALID_ARGUMENT` for a name that no policy has. */
export function assertPolicyNames(names: readonly string[]): void {
  const unknown = names.find((name) => !POLICY_NAMES.includes(name) && !isStudentName(name));
  if (unknown === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no policy "${unknown}".`,
    remedy: `Use some of: ${POLICY_NAMES.join(", ")}, student:DIR, student-scores:DIR.`,
  });
}

/**
 * The baseline of a name; undefined for a name that is none's.
 *
 * @throws {StarError} `CATALOG_TOO_LARGE` for EASE on an index that has none.
 */
export function createBaseline(
  name: string,
  { index, seed }: { readonly index: CollaborativeIndex; readonly seed: number },
): Policy | undefined {
  if (name === "random") return randomPolicy(seed);
  const recommender = recommenderOf(name, index);
  return recommender && recommenderPolicy(recommender);
}

function recommenderOf(name: string, index: CollaborativeIndex): Recommender | undefined {
  const { matrix, coOccurrence, als, ease } = index;
  if (name === "popularity") return fitPopularity(matrix);
  if (name === "item-knn") return fitItemKnn(matrix, { coOccurrence });
  if (name === "als") return als;
  if (name !== "ease") return undefined;
  if (ease !== null) return ease;
  throw new StarError("CATALOG_TOO_LARGE", {
    message: `EASE was not fitted: ${matrix.items.length} items are too many.`,
    remedy: "Leave ease out of --policy.",
  });
}
