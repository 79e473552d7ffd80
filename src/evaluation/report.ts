import { pairedDifference } from "./bootstrap.js";
import { describeEnvironment } from "./environment.js";
import type { Evaluation } from "./evaluate.js";
import type { Environment, PairedRow, Report, Simulation } from "./report-schema.js";

export interface ReportOptions {
  readonly evaluation: Evaluation;
  /** Whose latencies the policies simulated, if they did. */
  readonly simulation?: Simulation | undefined;
  /** Default: this machine. */
  readonly environment?: Environment;
  /** Sets of users drawn for the paired intervals. Default 2000. */
  readonly resamples?: number;
}

/**
 * What `report.json` holds: the rows of an evaluation, and under `paired` the difference in HR of every policy (`a`) to
 * every earlier one (`b`). It holds no time stamp, so two runs differ in latencies only.
 */
export function createReport({
  evaluation: { protocol, rows, records },
  simulation,
  environment = describeEnvironment(),
  resamples = 2000,
}: ReportOptions): Report {
  const recordsOf = (policy: string) => records.filter((record) => record.policy === policy);
  const compare = (a: string, b: string): PairedRow => ({
    a,
    b,
    ...pairedDifference(recordsOf(a), recordsOf(b), { resamples, seed: protocol.seed }),
  });
  const names = rows.map(({ policy }) => policy);
  const paired = names.flatMap((a, place) => names.slice(0, place).map((b) => compare(a, b)));
  const simulated = simulation === undefined ? {} : { simulation };
  return { protocol, rows: [...rows], paired, ...simulated, environment };
}
