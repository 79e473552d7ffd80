import { valueAt, type Attributes, type SpanAttributes } from "./attributes.js";

/** One span, independent of the format of the export and of the conventions that name its attributes. */
export interface TraceSpan {
  readonly id: string;
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly name: string;
  /** Undefined for spans of other software, such as those of a web server. */
  readonly kind: SpanKind | undefined;
  /** Unix milliseconds, with a fraction. */
  readonly startedAt: number;
  /** Unix milliseconds; undefined when it is unknown, or for a span that had not ended. */
  readonly endedAt: number | undefined;
  /** Present if the export lacks the end, which was assumed from the spans inside. */
  readonly isEndAssumed?: boolean;
  /** Whether the span has a status other than unset. */
  readonly hasStatus: boolean;
  /** The printed error; undefined for a span that did not fail. */
  readonly error: string | undefined;
  readonly attributes: SpanAttributes;
  readonly events: readonly SpanEvent[];
}

/** An event of a span, or a log record that refers to it. */
export interface SpanEvent {
  readonly name: string;
  /** Under their full names. */
  readonly attributes: Attributes;
  /** The body of a log record. */
  readonly body: unknown;
}

/** @see https://arize-ai.github.io/openinference/spec/attributes/semantic-conventions.html */
const SPAN_KINDS = [
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
] as const;
/** Kinds of spans, as OpenInference names them. */
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Operations of OpenTelemetry's conventions for generative AI. */
const OPERATIONS = new Map<string, SpanKind>([
  ["chat", "LLM"],
  ["text_completion", "LLM"],
  ["generate_content", "LLM"],
  ["embeddings", "EMBEDDING"],
  ["retrieval", "RETRIEVER"],
  ["execute_tool", "TOOL"],
  ["invoke_agent", "AGENT"],
  ["invoke_workflow", "CHAIN"],
]);

/** Types of Langfuse's observations that have another name. */
const OBSERVATIONS = new Map<string, SpanKind>([
  ["GENERATION", "LLM"],
  ["SPAN", "CHAIN"],
]);

/** The kind of a span from its attributes, or from the field that some exports have for it. */
export function spanKindOf(
  attributes: SpanAttributes,
  field: string | null | undefined,
): SpanKind | undefined {
  const at = (path: string) => valueAt(attributes, path);
  const known = asKind(at("openinference.span.kind")) ?? asKind(field);
  if (known !== undefined) return known;
  const operation = OPERATIONS.get(String(at("gen_ai.operation.name")));
  if (operation !== undefined) return operation;
  // Older instrumentations, and spans around those of the conventions, have no operation.
  if (at("gen_ai.prompt.0.role") !== undefined) return "LLM";
  if (typeof at("traceloop.span.kind") === "string") return "CHAIN";
  return observationKind(at("langfuse.observation.type"));
}

/** The kind of a Langfuse observation of a type, such as `GENERATION`. */
export function observationKind(type: unknown): SpanKind | undefined {
  if (typeof type !== "string") return undefined;
  return OBSERVATIONS.get(type.toUpperCase()) ?? asKind(type);
}

function asKind(name: unknown): SpanKind | undefined {
  const upper = typeof name === "string" ? name.toUpperCase() : "";
  return SPAN_KINDS.find((kind) => kind === upper);
}
