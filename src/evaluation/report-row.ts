import {
  averageByUser,
  bootstrapMeans,
  type BootstrapOptions,
  type Interval,
  mean,
  quantile,
} from "./bootstrap.js";
import { forEachMetric, hitRateAt, METRIC_NAMES, METRICS, ndcgAt } from "./metrics.js";
import { positionBias } from "./position-bias.js";
import type { ReportRow } from "./report-schema.js";
import type { TaskRecord } from "./task-record.js";

/** Options of {@link toReportRow}. */
interface ReportRowOptions extends BootstrapOptions {
  readonly policy: string;
  /** Records of this policy only, at least one. */
  readonly records: readonly TaskRecord[];
  readonly note?: string | undefined;
  /** Candidates per task. */
  readonly candidateCount: number;
  /** Further values of k. */
  readonly cutoffs: readonly number[];
}

/** Aggregates the records of one policy into a row of the report. */
export function toReportRow(options: ReportRowOptions): ReportRow {
  const { policy, records, note, candidateCount, cutoffs, ...bootstrap } = options;
  const columns = forEachMetric((name) =>
    averageByUser(records, ({ rank }) => METRICS[name](rank)),
  );
  const intervals = bootstrapMeans(Object.values(columns), bootstrap);
  const answered = records.filter(({ error }) => error === null);
  const positions = nonNull(answered, ({ firstPosition = null }) => firstPosition);
  const bias = positionBias(positions, candidateCount);
  return {
    policy,
    ...(note !== undefined && { note }),
    tasks: records.length,
    ...forEachMetric((name) => mean(columns[name])),
    ci95: forEachMetric((name) => intervals[METRIC_NAMES.indexOf(name)] as Interval),
    ...(cutoffs.length > 0 && { cutoffs: cutoffs.map((k) => measureAt(k, records, bootstrap)) }),
    ...costOf(answered),
    ...repairsOf(answered),
    completed: answered.length,
    failed: records.length - answered.length,
    appended: records.filter(({ appended }) => appended > 0).length,
    ...(bias !== undefined && { firstPosition: bias }),
  };
}

function measureAt(
  k: number,
  records: readonly TaskRecord[],
  bootstrap: BootstrapOptions,
): NonNullable<ReportRow["cutoffs"]>[number] {
  const [hitRate, gain] = [hitRateAt(k), ndcgAt(k)];
  const hits = averageByUser(records, ({ rank }) => hitRate(rank));
  const gains = averageByUser(records, ({ rank }) => gain(rank));
  const [HR, NDCG] = bootstrapMeans([hits, gains], bootstrap) as [Interval, Interval];
  return { k, HR: mean(hits), NDCG: mean(gains), ci95: { HR, NDCG } };
}

function costOf(
  answered: readonly TaskRecord[],
): Pick<ReportRow, "modelCalls" | "tokens" | "latencyMs" | "simulatedLatencyMs"> {
  const latencies = nonNull(answered, ({ latencyMs }) => latencyMs);
  const simulated = nonNull(answered, ({ simulatedLatencyMs }) => simulatedLatencyMs);
  return {
    modelCalls: meanOrNull(nonNull(answered, ({ modelCalls }) => modelCalls)),
    tokens: meanOrNull(nonNull(answered, ({ tokens }) => tokens)),
    latencyMs: latencies.length === 0 ? { p50: null, p95: null } : percentiles(latencies),
    ...(simulated.length > 0 && { simulatedLatencyMs: percentiles(simulated) }),
  };
}

function repairsOf(answered: readonly TaskRecord[]): Pick<ReportRow, "repairs"> {
  const counts = new Map<string, number>();
  for (const [kind, count] of answered.flatMap(({ repairs = {} }) => Object.entries(repairs))) {
    counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  return sorted.length === 0 ? {} : { repairs: Object.fromEntries(sorted) };
}

function percentiles(latencies: readonly number[]) {
  return { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) };
}

function nonNull(
  records: readonly TaskRecord[],
  valueOf: (record: TaskRecord) => number | null,
): number[] {
  return records.map(valueOf).filter((value) => value !== null);
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}
