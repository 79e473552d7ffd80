import { isRecord } from "../../../json.js";
import type { Attributes } from "./attributes.js";

/** One span, independent of the format of the export. */
export interface TraceSpan {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** `openinference.span.kind`, such as `LLM`; undefined for other spans. */
  readonly kind: string | undefined;
  /** Unix milliseconds, with a fraction. */
  readonly startedAt: number;
  /** Undefined for a span that had not ended. */
  readonly endedAt: number | undefined;
  /** The printed error; undefined for a span that did not fail. */
  readonly error: string | undefined;
  readonly attributes: Attributes;
}

/** @see https://arize-ai.github.io/openinference/spec/attributes/semantic-conventions.html */
const KINDS: ReadonlySet<string> = new Set([
  "LLM",
  "EMBEDDING",
  "CHAIN",
  "RETRIEVER",
  "RERANKER",
  "TOOL",
  "AGENT",
  "GUARDRAIL",
  "EVALUATOR",
  "PROMPT",
  "DECISION",
]);

/** An OpenInference span kind; undefined for other kinds, such as OpenTelemetry's `SERVER`. */
export function toSpanKind(kind: string | null | undefined): string | undefined {
  return kind && KINDS.has(kind) ? kind : undefined;
}

interface Failure {
  readonly name: string;
  readonly message: string | null | undefined;
  /** The attributes of the span's events, nested. */
  readonly events: readonly Attributes[];
}

/** The error of a failed span, from its status or from the event that OpenTelemetry writes for an exception. */
export function describeFailure({ name, message, events }: Failure): string {
  if (message) return message;
  for (const event of events) {
    const exception = event["exception"];
    if (!isRecord(exception)) continue;
    return `${String(exception["type"] ?? "Error")}: ${String(exception["message"] ?? "")}`;
  }
  return `Error: The span "${name}" failed and does not say why.`;
}
