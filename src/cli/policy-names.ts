import { BASELINES } from "../baselines/registry.js";
import { TEACHER_DEFAULTS, type TeacherSettings } from "../distill/teaching/settings.js";
import { StarError } from "../errors.js";
import { parseRankingFile } from "./ranking-files.js";
import { isSingleAgent, SINGLE_AGENTS } from "./single-agents.js";
import { isStudentName } from "./students.js";

/** Settings of the teacher and its ablations, by their names in `--policy`. */
export const TEACHERS: ReadonlyMap<string, TeacherSettings> = new Map([
  ["teacher", TEACHER_DEFAULTS],
  ["teacher:no-reflection", { ...TEACHER_DEFAULTS, maxReflections: 0 }],
  ["teacher:no-evidence", { ...TEACHER_DEFAULTS, evidence: false }],
  ["teacher:no-neighbors", { ...TEACHER_DEFAULTS, neighbors: false }],
]);

/** Names that `--policy` accepts besides student folders and `POLICY@MODEL`. */
export const POLICY_NAMES: readonly string[] = [
  ...BASELINES.keys(),
  ...SINGLE_AGENTS,
  ...TEACHERS.keys(),
];

/** A policy with a chat model, such as `teacher` or `student@NAME`. */
interface ModelPolicyName {
  /** A teacher or a single agent. */
  readonly role: string;
  /** What follows the `@`; undefined without one. */
  readonly model: string | undefined;
}

/** Undefined for a policy without a chat model. */
export function parseModelPolicy(name: string): ModelPolicyName | undefined {
  const at = name.indexOf("@");
  const role = at === -1 ? name : name.slice(0, at);
  if (isStudentName(name) || !(TEACHERS.has(role) || isSingleAgent(role))) return undefined;
  return { role, model: at === -1 ? undefined : name.slice(at + 1) };
}

/** True for the teacher and its ablations, with any model. */
export function isTeacher(name: string): boolean {
  return TEACHERS.has(parseModelPolicy(name)?.role ?? "");
}

/** The name of the model in the name of a policy: `qwen3` for `student@qwen3`. */
export function modelNameIn(policy: string): string | undefined {
  return parseModelPolicy(policy)?.model;
}

/** @throws {StarError} `INVALID_ARGUMENT` naming the first unknown policy, or file of rankings with the name of another policy. */
export function assertPolicyNames(names: readonly string[]): void {
  const taken = names
    .map((name) => parseRankingFile(name)?.name)
    .find((name) => name && isOther(name));
  if (taken !== undefined) {
    throw new StarError("INVALID_ARGUMENT", {
      message: `A file of rankings cannot be called "${taken}", which is a policy of its own.`,
      remedy: "Give the file another name: NAME=file:PATH.",
    });
  }
  const unknown = names.find((name) => !isKnown(name));
  if (unknown === undefined) return;
  throw new StarError("INVALID_ARGUMENT", {
    message: `There is no policy "${unknown}".`,
    remedy: `Use some of: ${POLICY_NAMES.join(", ")}, student:DIR, student-scores:DIR, file:PATH. Those with a chat model can name it: teacher@NAME, student@NAME.`,
  });
}

function isKnown(name: string): boolean {
  return parseRankingFile(name) !== undefined || isOther(name);
}

/** True for a policy that is not a file of rankings. */
function isOther(name: string): boolean {
  return BASELINES.has(name) || isStudentName(name) || isKnownModelPolicy(parseModelPolicy(name));
}

function isKnownModelPolicy(parsed: ModelPolicyName | undefined): boolean {
  return parsed !== undefined && parsed.model !== "";
}
