import { z } from "zod";
import { isRecord } from "../../../json.js";
import { parseExport, readTime } from "../exported/exported-run.js";
import { readableAttributes, type Attributes } from "./attributes.js";
import { readStatus } from "./failure.js";
import { spanKindOf, type SpanEvent, type TraceSpan } from "./span.js";

const keyValueSchema = z.object({ key: z.string(), value: z.unknown() });
const attributeList = z.array(keyValueSchema).nullish();
const nanoseconds = z.union([z.string().regex(/^\d+$/), z.number()]);

/** A span in OpenTelemetry's JSON encoding. */
const spanSchema = z.object({
  traceId: z.string().nullish(),
  spanId: z.string(),
  parentSpanId: z.string().nullish(),
  name: z.string(),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds.nullish(),
  attributes: attributeList,
  status: z.unknown().optional(),
  events: z.array(z.object({ name: z.string().nullish(), attributes: attributeList })).nullish(),
});

/** A log record in OpenTelemetry's JSON encoding. */
const logSchema = z.object({
  spanId: z.string().nullish(),
  eventName: z.string().nullish(),
  attributes: attributeList,
  body: z.unknown().optional(),
});

interface Context {
  readonly source: string;
  readonly remedy: string;
}

/** Whether a value is a span in OpenTelemetry's JSON encoding. Phoenix lists such spans with names in snake case. */
export function isOtlpSpan(value: unknown): boolean {
  return isRecord(value) && ("spanId" in value || "start_time_unix_nano" in value);
}

/** Reads a span in OpenTelemetry's JSON encoding. */
export function fromOtlpSpan(value: unknown, context: Context): TraceSpan {
  const span = parseExport(spanSchema, inCamelCase(value), context);
  const { name, endTimeUnixNano: end } = span;
  const attributes = readableAttributes(readAttributes(span.attributes));
  const events = (span.events ?? []).map((event): SpanEvent => ({
    name: event.name ?? "",
    attributes: readAttributes(event.attributes),
    body: undefined,
  }));
  return {
    id: span.spanId,
    traceId: span.traceId ?? "",
    parentId: span.parentSpanId || undefined,
    name,
    kind: spanKindOf(attributes, undefined),
    startedAt: toMilliseconds(span.startTimeUnixNano, name),
    // 0 for a span that had not ended.
    endedAt: end && end !== "0" ? toMilliseconds(end, name) : undefined,
    ...readStatus({ name, statuses: [span.status], attributes, events }),
    attributes,
    events,
  };
}

/** A log record and the span that it belongs to. */
export interface SpanLog extends SpanEvent {
  readonly spanId: string;
}

/** Reads a log record, which is the form of events in OpenTelemetry's conventions for generative AI up to 1.36. */
export function fromOtlpLog(value: unknown, context: Context): SpanLog {
  const { spanId, eventName, body, ...log } = parseExport(logSchema, inCamelCase(value), context);
  const attributes = readAttributes(log.attributes);
  const name = eventName || String(attributes["event.name"] ?? "");
  return { spanId: spanId ?? "", name, attributes, body: readValue(body) };
}

/** Converts the names of members, which are never those of attributes: attributes are lists of keys and values. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      inCamelCase(member),
    ]),
  );
}

/** Rounds to microseconds: a number of Unix milliseconds has no more precision. */
function toMilliseconds(nanoseconds: string | number, name: string): number {
  const micros =
    typeof nanoseconds === "number" ? nanoseconds / 1000 : Number(BigInt(nanoseconds) / 1000n);
  return readTime(Math.round(micros) / 1000, `startTimeUnixNano of span "${name}"`);
}

function readAttributes(list: z.infer<typeof attributeList>): Attributes {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [key, readValue(value)]));
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
    .object({ kvlistValue: z.object({ values: attributeList }) })
    .transform(({ kvlistValue }): unknown => readAttributes(kvlistValue.values)),
]);

function readValue(value: unknown): unknown {
  return valueSchema.safeParse(value).data;
}
