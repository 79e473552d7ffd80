import { z } from "zod";
import { isRecord, parseJson } from "../../../json.js";
import { parseExport, readTime } from "../exported/exported-run.js";
import { readableAttributes, type Attributes } from "./attributes.js";
import { readStatus } from "./failure.js";
import { spanKindOf, observationKind, type TraceSpan } from "./span.js";

const text = z.string().nullish();
const time = z.union([z.string(), z.number(), z.date().transform(Number)]);

/** An observation as Langfuse's API lists it, or as its exports write it. */
const observationSchema = z.object({
  id: z.string(),
  traceId: text,
  parentObservationId: text,
  type: z.string(),
  name: text,
  startTime: time,
  endTime: time.nullish(),
  level: text,
  statusMessage: text,
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  metadata: z.unknown().optional(),
  model: text,
  providedModelName: text,
  sessionId: text,
  usage: z.unknown().optional(),
  usageDetails: z.unknown().optional(),
});

/** Whether a value is an observation of Langfuse. Its exports to blob storage have names in snake case. */
export function isObservation(value: unknown): boolean {
  if (!isRecord(value) || "context" in value) return false;
  const { type } = value;
  return (
    (type === "EVENT" || observationKind(type) !== undefined) &&
    ("startTime" in value || "start_time" in value)
  );
}

/**
 * Reads an observation. One that came from OpenTelemetry has its attributes in its metadata; the others get those of a span of
 * Langfuse's SDK.
 */
export function fromObservation(
  value: unknown,
  context: { readonly source: string; readonly remedy: string },
): TraceSpan {
  const row = parseExport(observationSchema, isRecord(value) ? inCamelCase(value) : value, context);
  const { name, endTime, level, statusMessage } = row;
  const attributes = readableAttributes(attributesOf(row));
  const statuses = [{ code: level === "ERROR" ? "ERROR" : "UNSET", message: statusMessage }];
  return {
    id: row.id,
    traceId: row.traceId ?? "",
    parentId: row.parentObservationId || undefined,
    name: name ?? row.type,
    kind: spanKindOf(attributes, undefined) ?? observationKind(row.type),
    startedAt: readTime(row.startTime, `startTime of observation "${row.id}"`),
    endedAt: endTime ? readTime(endTime, `endTime of observation "${row.id}"`) : undefined,
    ...readStatus({ name: name ?? row.type, statuses, attributes, events: [] }),
    attributes,
    events: [],
  };
}

type Observation = z.infer<typeof observationSchema>;

function attributesOf(row: Observation): Attributes {
  const metadata = parsed(row.metadata);
  const members = isRecord(metadata) ? metadata : {};
  const own = parsed(members["attributes"]);
  if (isRecord(own)) {
    // Langfuse moves the contents out of the attributes.
    const { input, output } = row;
    const contents = Object.keys(own).some((key) => key.startsWith("gen_ai."))
      ? { "gen_ai.input.messages": input, "gen_ai.output.messages": output }
      : { "input.value": printed(input), "output.value": printed(output) };
    return { ...contents, ...own };
  }
  const stored = Object.entries(members).map(([key, member]) => [
    `langfuse.observation.metadata.${key}`,
    member,
  ]);
  return {
    "langfuse.observation.type": row.type,
    "langfuse.observation.input": row.input,
    "langfuse.observation.output": row.output,
    "langfuse.observation.model.name": row.model ?? row.providedModelName,
    "langfuse.observation.usage_details": printed(row.usageDetails ?? row.usage),
    "langfuse.session.id": row.sessionId,
    ...Object.fromEntries(stored),
  };
}

function parsed(value: unknown): unknown {
  return typeof value === "string" ? parseJson(value) : value;
}

function printed(value: unknown): string | undefined {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function inCamelCase(row: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(row).map(([key, member]) => [
      key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      member,
    ]),
  );
}
