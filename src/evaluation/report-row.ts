import {
  averageByUser,
  bootstrapMeans,
  type BootstrapOptions,
  type Interval,
  mean,
  quantile,
} from "./bootstrap.js";
import { forEachMetric, METRIC_NAMES, METRICS } from "./metrics.js";
import type { ReportRow } from "./report-schema.js";
import type { TaskRecord } from "./task-record.js";

export interface SummarizeOptions extends BootstrapOptions {
  readonly policy: string;
  /** Of this policy only, at least one. */
  readonly records: readonly TaskRecord[];
  readonly note?: string | undefined;
}

/** All records of one policy as one row of the report. */
export function summarize({ policy, records, note, ...options }: SummarizeOptions): ReportRow {
  const columns = forEachMetric((name) =>
    averageByUser(records, ({ rank }) => METRICS[name](rank)),
  );
  const intervals = bootstrapMeans(Object.values(columns), options);
  const answered = records.filter(({ error }) => error === null);
  return {
    policy,
    ...(note !== undefined && { note }),
    tasks: records.length,
    ...forEachMetric((name) => mean(columns[name])),
    ci95: forEachMetric((name) => intervals[METRIC_NAMES.indexOf(name)] as Interval),
    ...cost(answered),
    completed: answered.length,
    failed: records.length - answered.length,
    appended: records.filter(({ appended }) => appended > 0).length,
  };
}

function cost(
  answered: readonly TaskRecord[],
): Pick<ReportRow, "modelCalls" | "tokens" | "latencyMs" | "simulatedLatencyMs"> {
  const latencies = known(answered, ({ latencyMs }) => latencyMs);
  const simulated = known(answered, ({ simulatedLatencyMs }) => simulatedLatencyMs);
  return {
    modelCalls: meanOrNull(known(answered, ({ modelCalls }) => modelCalls)),
    tokens: meanOrNull(known(answered, ({ tokens }) => tokens)),
    latencyMs: latencies.length === 0 ? { p50: null, p95: null } : middleAndTail(latencies),
    ...(simulated.length > 0 && { simulatedLatencyMs: middleAndTail(simulated) }),
  };
}

function middleAndTail(latencies: readonly number[]) {
  return { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95) };
}

function known(
  records: readonly TaskRecord[],
  valueOf: (record: TaskRecord) => number | null,
): number[] {
  return records.map(valueOf).filter((value) => value !== null);
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}
