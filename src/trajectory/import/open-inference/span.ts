import type { Attributes } from "./attributes.js";

/** One span, whichever tool wrote it down. */
export interface Span {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** `openinference.span.kind`, such as `LLM`; undefined for a span of something else. */
  readonly kind: string | undefined;
  /** Unix milliseconds, with a fraction. */
  readonly startedAt: number;
  /** Undefined for a span that had not ended. */
  readonly endedAt: number | undefined;
  /** Why it failed, as it was printed; undefined when it did not. */
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

/** OpenTelemetry has kinds of its own, such as `SERVER`, which say something else. */
export function knownKind(kind: string | null | undefined): string | undefined {
  return kind && KINDS.has(kind) ? kind : undefined;
}

interface Failure {
  readonly name: string;
  readonly message: string | null | undefined;
  /** The attributes of the span's events, nested. */
  readonly events: readonly Attributes[];
}

/** What a failed span says of its failure: in its status, or in the event that OpenTelemetry writes for an exception. */
export function describeFailure({ name, message, events }: Failure): string {
  if (message) return message;
  for (const event of events) {
    const exception = event["exception"];
    if (typeof exception !== "object" || exception === null) continue;
    const [type = "Error", told = ""] = ["type", "message"].map((key) =>
      Reflect.get(exception, key),
    );
    return `${type}: ${told}`;
  }
  return `Error: The span "${name}" failed and does not say why.`;
}
