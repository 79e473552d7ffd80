import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { z } from "zod";
import type { Evaluation } from "./evaluate.js";
import { compare, contestantsOf, type Mean, meanRow } from "./means.js";
import type { Environment, Report, Simulation } from "./report-schema.js";

export interface ReportOptions {
  readonly evaluation: Evaluation;
  /** Further rows: means of policies that are one but for chance. */
  readonly means?: readonly Mean[];
  /** Whose latencies the policies simulated, if they did. */
  readonly simulation?: Simulation | undefined;
  /** Default: this machine. */
  readonly environment?: Environment;
  /** Sets of users drawn for the paired intervals. Default 2000. */
  readonly resamples?: number;
}

/**
 * What `report.json` holds: the rows of an evaluation, and under `paired` the difference in HR of every policy (`a`) to
 * every earlier one (`b`), means among them. It holds no time stamp, so two runs differ in latencies only.
 *
 * @throws {StarError} `INVALID_ARGUMENT` for a mean of policies that were not evaluated, or with a name that is taken.
 */
export function createReport({
  evaluation: { protocol, rows, records },
  means = [],
  simulation,
  environment = describeEnvironment(),
  resamples = 2000,
}: ReportOptions): Report {
  const policies = rows.map(({ policy }) => policy);
  const contestants = contestantsOf(policies, means, records);
  const options = { resamples, seed: protocol.seed };
  const averaged = contestants.slice(policies.length).map((one) => meanRow(one, options));
  const paired = contestants.flatMap((a, place) =>
    contestants.slice(0, place).flatMap((b) => compare(a, b, options)),
  );
  const simulated = simulation === undefined ? {} : { simulation };
  return { protocol, rows: [...rows, ...averaged], paired, ...simulated, environment };
}

/** This machine, this Node and this package's version. */
export function describeEnvironment(): Environment {
  const processors = cpus();
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpuModel: processors[0]?.model.trim() ?? "unknown",
    cpuCount: processors.length,
    packageVersion: packageVersion(),
  };
}

// The same two levels up from `src/evaluation` and from `dist/evaluation`.
function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
