import { BASELINES } from "../baselines/registry.js";
import { TEACHER_DEFAULTS, type TeacherSettings } from "../distill/teaching/settings.js";
import { StarError } from "../errors.js";
import { isStudentName } from "./students.js";

/** Settings of the teacher and its ablations, by their names in `--policy`. */
export const TEACHERS: ReadonlyMap<string, TeacherSettings> = new Map([
  ["teacher", TEACHER_DEFAULTS],
  ["teacher:no-reflection", { ...TEACHER_DEFAULTS, maxReflections: 0 }],
  ["teacher:no-evidence", { ...TEACHER_DEFAULTS, evidence: false }],
  ["teacher:no-neighbors", { ...TEACHER_DEFAULTS, neighbors: false }],
]);

/** Names that `--policy` accepts besides students. */
export const POLICY_NAMES: readonly string[] = [...BASELINES.keys(), ...TEACHERS.keys()];

/** @throws {StarError} `INVALID_ARGUMENT` naming the first unknown policy. */
export function assertPolicyNames(names: readonly string[]): void {
  const unknown = names.find((name) => !POLICY_NAMES.includes(name) && !isStudentName(name));
  if (unknown === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no policy "${unknown}".`,
    remedy: `Use some of: ${POLICY_NAMES.join(", ")}, student:DIR, student-scores:DIR.`,
  });
}
