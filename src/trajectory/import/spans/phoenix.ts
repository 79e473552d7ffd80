import { z } from "zod";
import { isRecord } from "../../../json.js";
import { parseExport, readTime } from "../exported/exported-run.js";
import { readableAttributes, type Attributes } from "./attributes.js";
import { readStatus } from "./failure.js";
import { spanKindOf, type TraceSpan } from "./span.js";

const attributes = z.record(z.string(), z.unknown());
const time = z.union([z.string(), z.number()]);

/** A span as Phoenix lists it, or as OpenTelemetry's console exporter for Python prints it. */
const spanSchema = z.object({
  name: z.string(),
  context: z.object({ span_id: z.string(), trace_id: z.string().nullish() }),
  parent_id: z.string().nullish(),
  span_kind: z.string().nullish(),
  start_time: time,
  end_time: time.nullish(),
  status: z.unknown().optional(),
  status_code: z.unknown().optional(),
  status_message: z.unknown().optional(),
  attributes: attributes.nullish(),
  events: z
    .array(z.object({ name: z.string().nullish(), attributes: attributes.nullish() }))
    .nullish(),
});

/** Reads a span as Phoenix lists it, as a row of its tables (`context.span_id`), or as Python's console exporter prints it. */
export function fromPhoenixSpan(
  value: unknown,
  context: { readonly source: string; readonly remedy: string },
): TraceSpan {
  const span = parseExport(spanSchema, isRecord(value) ? withGroups(value) : value, context);
  const { name, end_time: endTime } = span;
  const own = readableAttributes(span.attributes ?? {});
  const events = (span.events ?? []).map((event) => ({
    name: event.name ?? "",
    attributes: event.attributes ?? {},
    body: undefined,
  }));
  const statuses = [span.status, { code: span.status_code, message: span.status_message }];
  return {
    id: span.context.span_id,
    traceId: span.context.trace_id ?? "",
    parentId: span.parent_id || undefined,
    name,
    kind: spanKindOf(own, span.span_kind),
    startedAt: readTime(span.start_time, `start_time of span "${name}"`),
    endedAt: endTime ? readTime(endTime, `end_time of span "${name}"`) : undefined,
    ...readStatus({ name, statuses, attributes: own, events }),
    attributes: own,
    events,
  };
}

/** Groups the columns of a table by their first name: `context.span_id`, `attributes.llm.model_name`. */
function withGroups(row: Attributes): Attributes {
  const grouped: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row)) {
    const [group = "", ...rest] = key.split(".");
    if (rest.length === 0) grouped[key] = isRecord(grouped[key]) ? grouped[key] : value;
    else {
      const members = isRecord(grouped[group]) ? grouped[group] : {};
      grouped[group] = { ...members, [rest.join(".")]: value };
    }
  }
  return grouped;
}
