import { isRecord } from "../../recorder/snapshot.js";
import { parseExport } from "../parse-export.js";
import { nestAttributes } from "./attributes.js";
import { fromOtlpSpan, otlpSpanSchema } from "./otlp-span.js";
import { fromPhoenixSpan, phoenixSpanSchema } from "./phoenix-span.js";
import type { Span } from "./span.js";

/** @throws {StarError} `TRAJECTORY_INVALID` when a span has none of the known forms. */
export function parseSpans(spans: unknown): Span[] {
  return unfold(spans).map((span, index) => {
    const context = {
      source: `Span ${index}`,
      remedy: "Pass spans as Phoenix lists them, or in OpenTelemetry's JSON encoding.",
    };
    return isRecord(span) && "spanId" in span
      ? fromOtlpSpan(parseExport(otlpSpanSchema, span, context))
      : fromPhoenixSpan(parseExport(phoenixSpanSchema, nested(span), context));
  });
}

/** Lists stand in pages (`data`) or, with OpenTelemetry, below the program and the library that wrote them. */
function unfold(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(unfold);
  if (!isRecord(value)) return [value];
  for (const key of ["resourceSpans", "scopeSpans", "spans", "data"]) {
    if (Array.isArray(value[key])) return unfold(value[key]);
  }
  return [value];
}

/** A table of spans has columns such as `context.span_id`. */
function nested(span: unknown): unknown {
  return isRecord(span) ? nestAttributes(span) : span;
}
