import { StarError } from "../errors.js";
import type { BootstrapOptions } from "./bootstrap.js";
import { pairedDifference } from "./paired-difference.js";
import { toReportRow } from "./report-row.js";
import type { PairedRow, ReportRow } from "./report-schema.js";
import type { TaskRecord } from "./task-record.js";

/** The mean of policies that differ only in their seed, as a further row of the report. */
export interface PolicyMean {
  readonly name: string;
  /** Names of the policies. */
  readonly of: readonly string[];
}

/** A policy or a mean of policies in a report. */
export interface ReportEntry {
  readonly name: string;
  /** Records per policy: one list for a policy, several for a mean. */
  readonly members: readonly (readonly TaskRecord[])[];
}

/**
 * Collects the records of policies and means.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if a mean includes a policy that was not evaluated, or has the name of another row.
 */
export function toReportEntries(
  policies: readonly string[],
  means: readonly PolicyMean[],
  records: readonly TaskRecord[],
): ReportEntry[] {
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

/** The row of a mean: every user is averaged over tasks and policies. */
export function meanRow(
  { name, members }: ReportEntry,
  options: BootstrapOptions & {
    readonly candidateCount: number;
    readonly cutoffs: readonly number[];
  },
): ReportRow {
  const note = `mean of ${members.length}`;
  return toReportRow({ policy: name, records: members.flat(), note, ...options });
}

/**
 * Compares two entries on the same tasks. Two means of the same number of policies are paired in order; a single policy is paired
 * with every policy of a mean.
 *
 * @returns One row, or none for means of different sizes.
 */
export function comparePaired(
  a: ReportEntry,
  b: ReportEntry,
  options: BootstrapOptions,
): Omit<PairedRow, "adjustedP">[] {
  const count = Math.max(a.members.length, b.members.length);
  const isPaired = [a, b].every(({ members }) => members.length === count || members.length === 1);
  if (!isPaired) return [];
  const repeated = ({ members }: ReportEntry) =>
    Array.from({ length: count }, (_, pair) =>
      (members[pair % members.length] ?? []).map((record) => ({
        ...record,
        taskId: `${record.taskId}#${pair}`,
      })),
    ).flat();
  return [{ a: a.name, b: b.name, ...pairedDifference(repeated(a), repeated(b), options) }];
}

function notEvaluated(name: string, missing: string | undefined): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message:
      missing === undefined
        ? `The mean "${name}" includes no policies.`
        : `The mean "${name}" includes "${missing}", which was not evaluated.`,
    remedy: "Name policies of the evaluation.",
  });
}

function nameTaken(name: string): StarError {
  return new StarError("INVALID_ARGUMENT", {
    message: `Two rows have the name "${name}".`,
    remedy: "Rename the mean.",
  });
}
