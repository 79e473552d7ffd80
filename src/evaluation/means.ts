import { StarError } from "../errors.js";
import { pairedDifference, type BootstrapOptions } from "./bootstrap.js";
import { summarize } from "./report-row.js";
import type { PairedRow, ReportRow } from "./report-schema.js";
import type { TaskRecord } from "./task-record.js";

/** Policies of an evaluation that are one but for chance, such as its training seeds, averaged. */
export interface Mean {
  readonly name: string;
  /** Their names. */
  readonly of: readonly string[];
}

/** What stands in a report's tables: a policy or a mean of some. */
export interface Contestant {
  readonly name: string;
  /** Records of each policy that it averages. */
  readonly members: readonly (readonly TaskRecord[])[];
}

/**
 * Policies and means, each with its records.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for a mean of policies that were not evaluated, or with a name that is taken.
 */
export function contestantsOf(
  policies: readonly string[],
  means: readonly Mean[],
  records: readonly TaskRecord[],
): Contestant[] {
  const names = [...policies, ...means.map(({ name }) => name)];
  for (const { name, of } of means) {
    const missing = of.find((policy) => !policies.includes(policy));
    if (missing !== undefined || of.length === 0) throw notEvaluated(name, missing);
    if (names.filter((other) => other === name).length > 1) throw nameTaken(name);
  }
  const recordsOf = (policy: string) => records.filter((record) => record.policy === policy);
  return [
    ...policies.map((name) => ({ name, members: [recordsOf(name)] })),
    ...means.map(({ name, of }) => ({ name, members: of.map(recordsOf) })),
  ];
}

/** The row of a mean: users are averaged over their tasks and over the policies. */
export function meanRow({ name, members }: Contestant, options: BootstrapOptions): ReportRow {
  const note = `mean of ${members.length}`;
  return summarize({ policy: name, records: members.flat(), note, ...options });
}

/**
 * How much better one is than the other on the same tasks. Two means of as many policies are paired in order; one policy stands
 * against each of a mean's.
 */
export function compare(a: Contestant, b: Contestant, options: BootstrapOptions): PairedRow[] {
  const count = Math.max(a.members.length, b.members.length);
  const isPaired = [a, b].every(({ members }) => members.length === count || members.length === 1);
  if (!isPaired) return [];
  const repeated = ({ members }: Contestant) =>
    Array.from({ length: count }, (_, place) =>
      (members[place % members.length] ?? []).map((record) => ({
        ...record,
        taskId: `${record.taskId}#${place}`,
      })),
    ).flat();
  return [{ a: a.name, b: b.name, ...pairedDifference(repeated(a), repeated(b), options) }];
}

function notEvaluated(name: string, missing: string | undefined): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message:
      missing === undefined
        ? `The mean "${name}" is of nothing.`
        : `The mean "${name}" is of "${missing}", which is not evaluated.`,
    remedy: "Name policies that are evaluated.",
  });
}

function nameTaken(name: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `Two policies or means are called "${name}".`,
    remedy: "Give the mean another name.",
  });
}
