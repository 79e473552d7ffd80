import { z } from "zod";
import { readTime } from "../exported/read-time.js";
import { nestAttributes, textAt } from "./attributes.js";
import { describeFailure, knownKind, type Span } from "./span.js";

const attributes = z.record(z.string(), z.unknown());
const time = z.union([z.string(), z.number()]);

/** A span as Phoenix lists it. */
export const phoenixSpanSchema = z.object({
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

export function fromPhoenixSpan(span: z.infer<typeof phoenixSpanSchema>): Span {
  const { name, status_message: message, end_time: endTime } = span;
  const nested = nestAttributes(span.attributes ?? {});
  const events = (span.events ?? []).map((event) => nestAttributes(event.attributes ?? {}));
  return {
    id: span.context.span_id,
    parentId: span.parent_id || undefined,
    name,
    kind: knownKind(textAt(nested, "openinference.span.kind") ?? span.span_kind),
    startedAt: readTime(span.start_time, `start_time of span "${name}"`),
    endedAt: endTime ? readTime(endTime, `end_time of span "${name}"`) : undefined,
    error: span.status_code === "ERROR" ? describeFailure({ name, message, events }) : undefined,
    attributes: nested,
  };
}
