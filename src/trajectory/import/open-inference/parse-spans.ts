import { z } from "zod";
import { isRecord } from "../../../json.js";
import { readTime, parseExport } from "../exported/exported-run.js";
import { nestAttributes, textAt, type Attributes } from "./attributes.js";
import { describeFailure, toSpanKind, type TraceSpan } from "./span.js";

/**
 * Reads spans as Phoenix lists them or in OpenTelemetry's JSON encoding.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when a span has neither format.
 */
export function parseSpans(spans: unknown): TraceSpan[] {
  return listSpans(spans).map((span, index) => {
    const context = {
      source: `Span ${index}`,
      remedy: "Pass spans as Phoenix lists them, or in OpenTelemetry's JSON encoding.",
    };
    return isRecord(span) && "spanId" in span
      ? fromOtlpSpan(parseExport(otlpSpanSchema, span, context))
      : fromPhoenixSpan(parseExport(phoenixSpanSchema, nested(span), context));
  });
}

/** Spans are in pages (`data`) or, with OpenTelemetry, grouped by resource and instrumentation scope. */
function listSpans(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(listSpans);
  if (!isRecord(value)) return [value];
  for (const key of ["resourceSpans", "scopeSpans", "spans", "data"]) {
    if (Array.isArray(value[key])) return listSpans(value[key]);
  }
  return [value];
}

/** A span from a table has columns such as `context.span_id`. */
function nested(span: unknown): unknown {
  return isRecord(span) ? nestAttributes(span) : span;
}

const keyValueSchema = z.object({ key: z.string(), value: z.unknown() });
const nanoseconds = z.union([z.string().regex(/^\d+$/), z.number()]);

/** A span in OpenTelemetry's JSON encoding. */
const otlpSpanSchema = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullish(),
  name: z.string(),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds.nullish(),
  attributes: z.array(keyValueSchema).nullish(),
  status: z
    .object({ code: z.union([z.string(), z.number()]).nullish(), message: z.string().nullish() })
    .nullish(),
  events: z.array(z.object({ attributes: z.array(keyValueSchema).nullish() })).nullish(),
});

function fromOtlpSpan(span: z.infer<typeof otlpSpanSchema>): TraceSpan {
  const { name, status, endTimeUnixNano: end } = span;
  const nested = readAttributes(span.attributes);
  const events = (span.events ?? []).map((event) => readAttributes(event.attributes));
  const failed = status?.code === 2 || status?.code === "STATUS_CODE_ERROR";
  return {
    id: span.spanId,
    parentId: span.parentSpanId || undefined,
    name,
    kind: toSpanKind(textAt(nested, "openinference.span.kind")),
    startedAt: toMilliseconds(span.startTimeUnixNano, name),
    // 0 for a span that had not ended.
    endedAt: end && end !== "0" ? toMilliseconds(end, name) : undefined,
    error: failed ? describeFailure({ name, message: status?.message, events }) : undefined,
    attributes: nested,
  };
}

/** Rounds to microseconds: a number of Unix milliseconds has no more precision. */
function toMilliseconds(nanoseconds: string | number, name: string): number {
  const micros =
    typeof nanoseconds === "number" ? nanoseconds / 1000 : Number(BigInt(nanoseconds) / 1000n);
  return readTime(Math.round(micros) / 1000, `startTimeUnixNano of span "${name}"`);
}

function readAttributes(
  list: readonly z.infer<typeof keyValueSchema>[] | null | undefined,
): Attributes {
  return nestAttributes(
    Object.fromEntries((list ?? []).map(({ key, value }) => [key, readValue(value)])),
  );
}

const listSchema = z.object({ values: z.array(z.unknown()).nullish() });
const valueSchema = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.object({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
  z
    .object({ intValue: z.union([z.string(), z.number()]) })
    .transform(({ intValue }) => Number(intValue)),
  z.object({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
  z
    .object({ arrayValue: listSchema })
    .transform(({ arrayValue }): unknown => (arrayValue.values ?? []).map(readValue)),
  z
    .object({ kvlistValue: z.object({ values: z.array(keyValueSchema).nullish() }) })
    .transform(({ kvlistValue }): unknown => readAttributes(kvlistValue.values)),
]);

function readValue(value: unknown): unknown {
  return valueSchema.safeParse(value).data;
}

const attributes = z.record(z.string(), z.unknown());
const time = z.union([z.string(), z.number()]);

/** A span as Phoenix lists it. */
const phoenixSpanSchema = z.object({
  name: z.string(),
  context: z.object({ span_id: z.string() }),
  parent_id: z.string().nullish(),
  span_kind: z.string().nullish(),
  start_time: time,
  end_time: time.nullish(),
  status_code: z.string().nullish(),
  status_message: z.string().nullish(),
  attributes: attributes.nullish(),
  events: z.array(z.object({ attributes: attributes.nullish() })).nullish(),
});

function fromPhoenixSpan(span: z.infer<typeof phoenixSpanSchema>): TraceSpan {
  const { name, status_message: message, end_time: endTime } = span;
  const nested = nestAttributes(span.attributes ?? {});
  const events = (span.events ?? []).map((event) => nestAttributes(event.attributes ?? {}));
  return {
    id: span.context.span_id,
    parentId: span.parent_id || undefined,
    name,
    kind: toSpanKind(textAt(nested, "openinference.span.kind") ?? span.span_kind),
    startedAt: readTime(span.start_time, `start_time of span "${name}"`),
    endedAt: endTime ? readTime(endTime, `end_time of span "${name}"`) : undefined,
    error: span.status_code === "ERROR" ? describeFailure({ name, message, events }) : undefined,
    attributes: nested,
  };
}
