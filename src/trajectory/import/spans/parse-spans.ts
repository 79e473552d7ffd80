import { isRecord } from "../../../json.js";
import { fromObservation, isObservation } from "./langfuse-observation.js";
import { fromOtlpLog, fromOtlpSpan, isOtlpSpan, type SpanLog } from "./otlp.js";
import { fromPhoenixSpan } from "./phoenix.js";
import type { TraceSpan } from "./span.js";

const REMEDY =
  "Pass spans as Phoenix or Langfuse lists them, as Python's console exporter prints them, or in OpenTelemetry's JSON encoding.";

/**
 * Reads spans of any supported format, and the log records that belong to them.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when a span has no supported format.
 */
export function parseSpans(value: unknown): TraceSpan[] {
  const { spans, logs } = listEntries(value);
  const read = logs.map((log, index) =>
    fromOtlpLog(log, { source: `Log record ${index}`, remedy: REMEDY }),
  );
  return withLogs(spans.map(parseSpan), read);
}

function parseSpan(value: unknown, index: number): TraceSpan {
  const context = { source: `Span ${index}`, remedy: REMEDY };
  if (isOtlpSpan(value)) return fromOtlpSpan(value, context);
  return isObservation(value) ? fromObservation(value, context) : fromPhoenixSpan(value, context);
}

interface Entries {
  readonly spans: unknown[];
  readonly logs: unknown[];
}

/** Members that contain spans: pages (`data`), traces of Langfuse, and OpenTelemetry's groups by resource and scope. */
const GROUPS = [
  "resourceSpans",
  "resource_spans",
  "scopeSpans",
  "scope_spans",
  "spans",
  "data",
  "observations",
];
const LOG_GROUPS = [
  "resourceLogs",
  "resource_logs",
  "scopeLogs",
  "scope_logs",
  "logRecords",
  "log_records",
];

function listEntries(value: unknown): Entries {
  const entries: Entries = { spans: [], logs: [] };
  collect(value, entries, entries.spans);
  return entries;
}

function collect(value: unknown, entries: Entries, kind: unknown[]): void {
  if (Array.isArray(value)) {
    for (const entry of value) collect(entry, entries, kind);
    return;
  }
  const found = (keys: readonly string[]) =>
    isRecord(value) ? keys.map((key) => value[key]).filter(Array.isArray) : [];
  const [groups, logs] = [found(GROUPS), found(LOG_GROUPS)];
  if (groups.length + logs.length === 0) kind.push(value);
  for (const group of groups) collect(group, entries, entries.spans);
  for (const group of logs) collect(group, entries, entries.logs);
}

/** Log records follow the events of the span, in their own order. */
function withLogs(spans: readonly TraceSpan[], logs: readonly SpanLog[]): TraceSpan[] {
  if (logs.length === 0) return [...spans];
  return spans.map((span) => ({
    ...span,
    events: [...span.events, ...logs.filter(({ spanId }) => spanId === span.id)],
  }));
}
