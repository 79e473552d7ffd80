import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { z } from "zod";
import { findDisagreements, type StudentAndTeacher } from "./breakdown/find-disagreements.js";
import { measureGroups } from "./breakdown/measure-groups.js";
import { type CatalogOptions, measureCatalog } from "./catalog/measure-catalog.js";
import type { Evaluation } from "./evaluate.js";
import { comparePaired, toReportEntries, type PolicyMean, meanRow } from "./policy-means.js";
import { adjustByHolm } from "./significance.js";
import type { ReportEnvironment, Report, Simulation, TrainingCurve } from "./report-schema.js";

/** Options of {@link createReport}. */
export interface ReportOptions {
  readonly evaluation: Evaluation;
  /** Means of policies that differ only in their seed, as further rows. */
  readonly means?: readonly PolicyMean[];
  /** Adds coverage, popularity, and HR by history and by popularity. Default: they are not measured. */
  readonly catalog?: CatalogOptions | undefined;
  /** With `catalog`: students and their teachers, both evaluated, for lists of tasks on which they differ. Default: none. */
  readonly students?: readonly StudentAndTeacher[];
  /** HR on validation tasks during the training of students. Default: none. */
  readonly training?: readonly TrainingCurve[];
  /** The model of simulated latencies, if policies report them. */
  readonly simulation?: Simulation | undefined;
  /** Default: this machine. */
  readonly environment?: ReportEnvironment;
  /** Bootstrap resamples for the paired intervals. Default 2000. */
  readonly resamples?: number;
}

/**
 * Creates the content of `report.json` from an evaluation: one row per policy and mean, and the paired difference in HR of every
 * row (`a`) to every earlier one (`b`), with p-values that are adjusted for their number. It has no timestamp, so two runs differ in latencies only.
 *
 * @throws {StarError} `INVALID_ARGUMENT` if a mean includes a policy that was not evaluated, or has the name of another row.
 *
 * @example
 * ```ts
 * import { createReport, createTasks, evaluate, formatTable, loadDataset } from "langgraph-star";
 * import { randomPolicy } from "langgraph-star/evaluation";
 *
 * const dataset = await loadDataset({ name: "synthetic" });
 * const { tasks } = createTasks(dataset, { split: "test", limit: 20 });
 * const report = createReport({
 *   evaluation: await evaluate({ policies: [randomPolicy(1)], tasks, synthetic: true }),
 * });
 * console.log(formatTable(report));
 * ```
 */
export function createReport({
  evaluation: { protocol, rows, records },
  means = [],
  catalog,
  students = [],
  training = [],
  simulation,
  environment = describeEnvironment(),
  resamples = 2000,
}: ReportOptions): Report {
  const policies = rows.map(({ policy }) => policy);
  const entries = toReportEntries(policies, means, records);
  const options = { resamples, seed: protocol.seed };
  const { candidateCount } = protocol;
  const cutoffs = rows[0]?.cutoffs?.map(({ k }) => k) ?? [];
  const meanRows = entries
    .slice(policies.length)
    .map((entry) => meanRow(entry, { ...options, candidateCount, cutoffs }));
  const compared = entries.flatMap((a, index) =>
    entries.slice(0, index).flatMap((b) => comparePaired(a, b, options)),
  );
  const adjusted = adjustByHolm(compared.map(({ p }) => p));
  const paired = compared.map((row, index) => ({ ...row, adjustedP: adjusted[index] ?? 1 }));
  const simulated = simulation === undefined ? {} : { simulation };
  const measured = catalog && {
    catalog: measureCatalog(entries, catalog),
    groups: measureGroups(entries, catalog, options),
    ...(students.length > 0 && {
      disagreements: students.map((pair) => findDisagreements(pair, records, catalog)),
    }),
  };
  return {
    protocol,
    rows: [...rows, ...meanRows],
    paired,
    ...measured,
    ...(training.length > 0 && { training: [...training] }),
    ...simulated,
    environment,
  };
}

/** Describes this machine, Node and the version of this package. */
export function describeEnvironment(): ReportEnvironment {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpuModel: processors[0]?.model.trim() ?? "unknown",
    cpuCount: processors.length,
    packageVersion: packageVersion(),
  };
}

/** Version of this package. */
export function packageVersion(): string {
  // package.json is two levels up from `src/evaluation` and from `dist/evaluation`.
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
