import { StarError } from "../../../errors.js";
import { readableAttributes, textAt, valueAt } from "./attributes.js";
import type { TraceSpan } from "./span.js";

/** A span with the outermost span of other software around it. */
interface Placed {
  readonly span: TraceSpan;
  readonly outer: TraceSpan | undefined;
}

/**
 * Removes spans of other software; their children become children of the nearest ancestor that is kept. Calls of models and tools
 * that are left without an ancestor get a common one: the outermost removed span around them, else their trace.
 *
 * @throws {StarError} `TRAJECTORY_INVALID` when the spans have no parents at all.
 */
export function arrangeSpans(spans: readonly TraceSpan[]): TraceSpan[] {
  assertParents(spans);
  const others = new Map(
    spans.filter(({ kind }) => kind === undefined).map((span) => [span.id, span]),
  );
  const placed = spans.filter(({ id }) => !others.has(id)).map((span) => place(span, others));
  const groups = new Map<string, Placed[]>();
  for (const one of placed.filter(({ span }) => span.parentId === undefined)) {
    const key = one.outer?.id ?? (one.span.traceId || one.span.id);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const roots: TraceSpan[] = [];
  const known = new Map<string, string>();
  for (const [key, members] of groups) {
    const root = rootOf(key, members);
    if (root === undefined) continue;
    roots.push(root);
    for (const { span } of members) known.set(span.id, root.id);
  }
  return [
    ...roots,
    ...placed.map(({ span }) => ({ ...span, parentId: span.parentId ?? known.get(span.id) })),
  ];
}

function place(span: TraceSpan, others: ReadonlyMap<string, TraceSpan>): Placed {
  let outer: TraceSpan | undefined;
  let { parentId } = span;
  for (let other = others.get(parentId ?? ""); other !== undefined;) {
    outer = other;
    parentId = other.parentId;
    other = others.get(parentId ?? "");
  }
  return { span: { ...span, parentId }, outer };
}

/** A root for calls of models and tools. A single call without a span around it needs none. */
function rootOf(key: string, members: readonly Placed[]): TraceSpan | undefined {
  const [first] = members;
  const calls = members.filter(({ span }) => span.kind === "LLM" || span.kind === "TOOL");
  const isAlone = members.length === 1 && first?.outer === undefined;
  if (first === undefined || calls.length === 0 || isAlone) return undefined;
  if (first.outer !== undefined) return { ...first.outer, kind: "CHAIN", parentId: undefined };
  const ends = members.map(({ span }) => span.endedAt);
  return {
    ...first.span,
    kind: "CHAIN",
    id: key,
    startedAt: Math.min(...members.map(({ span }) => span.startedAt)),
    endedAt: ends.includes(undefined) ? undefined : Math.max(...ends.map(Number)),
    error: undefined,
    attributes: readableAttributes({}),
    events: [],
  };
}

/** traceloop's instrumentation for JavaScript writes each span in a trace of its own. */
function assertParents(spans: readonly TraceSpan[]): void {
  const parents = new Set(spans.map(({ parentId }) => parentId));
  const isLone = ({ id, parentId }: TraceSpan) => parentId === undefined && !parents.has(id);
  const around = spans.filter(
    ({ attributes }) => textAt(attributes.tree, "traceloop.span.kind") !== undefined,
  );
  const calls = spans.filter(({ kind }) => kind === "LLM" || kind === "TOOL");
  if (around.length === 0 || !around.every(isLone) || !calls.some(isLone)) return;
  throw new StarError("TRAJECTORY_INVALID", {
    message: `The ${spans.length} spans have no parents: each is in a trace of its own, so that it is unknown which calls belong to one execution. traceloop's LangChain instrumentation for JavaScript writes such spans.`,
    remedy:
      "Trace the graph with OpenInference's or Langfuse's instrumentation, or record it with TrajectoryRecorder.",
  });
}

const OUTPUTS = [
  "output.value",
  "llm.output_messages",
  "gen_ai.output.messages",
  "gen_ai.completion",
  "gen_ai.tool.call.result",
  "langfuse.observation.output",
];

/**
 * Adds the ends that an export lacks: a span with a status or an output has ended, at the latest known moment inside it. Such
 * spans are marked.
 */
export function completeEnds(spans: readonly TraceSpan[]): TraceSpan[] {
  const children = new Map<string | undefined, TraceSpan[]>();
  for (const span of spans) {
    children.set(span.parentId, [...(children.get(span.parentId) ?? []), span]);
  }
  const latest = ({ id, startedAt, endedAt = startedAt }: TraceSpan): number =>
    Math.max(endedAt, ...(children.get(id) ?? []).map(latest));
  return spans.map((span) =>
    span.endedAt === undefined && hasEnded(span)
      ? { ...span, endedAt: latest(span), isEndAssumed: true }
      : span,
  );
}

function hasEnded({ hasStatus, attributes }: TraceSpan): boolean {
  return hasStatus || OUTPUTS.some((path) => valueAt(attributes, path) != null);
}
