import { z } from "zod";
import { readTime } from "../exported/read-time.js";
import { nestAttributes, textAt, type Attributes } from "./attributes.js";
import { describeFailure, knownKind, type Span } from "./span.js";

const keyValueSchema = z.object({ key: z.string(), value: z.unknown() });
const nanoseconds = z.union([z.string().regex(/^\d+$/), z.number()]);

/** A span in OpenTelemetry's JSON encoding. */
export const otlpSpanSchema = z.object({
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

export function fromOtlpSpan(span: z.infer<typeof otlpSpanSchema>): Span {
  const { name, status, endTimeUnixNano: end } = span;
  const nested = readAttributes(span.attributes);
  const events = (span.events ?? []).map((event) => readAttributes(event.attributes));
  const failed = status?.code === 2 || status?.code === "STATUS_CODE_ERROR";
  return {
    id: span.spanId,
    parentId: span.parentSpanId || undefined,
    name,
    kind: knownKind(textAt(nested, "openinference.span.kind")),
    startedAt: toMilliseconds(span.startTimeUnixNano, name),
    // A span that had not ended has 0 there.
    endedAt: end && end !== "0" ? toMilliseconds(end, name) : undefined,
    error: failed ? describeFailure({ name, message: status?.message, events }) : undefined,
    attributes: nested,
  };
}

/** Microseconds are as fine as a number of milliseconds can tell. */
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
