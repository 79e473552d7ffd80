import { readError } from "../exported/exported-run.js";
import type { TraceSpan } from "./span.js";

/** OpenTelemetry for JavaScript drops the fraction of a start's millisecond; an end, which is the start and the duration, lacks it, too. */
const CLOCK_ERROR_MS = 1;

/**
 * The moment until which each root waited for the spans below it, by id. It can be later than the end of the root: clocks of spans
 * have an error of a millisecond, and of more if the process paused between the two readings that a start consists of. A root that
 * did not fail, and one that only reached its recursion limit, waited for all chains below; one that failed, for those that failed
 * for the same reason.
 */
export function findWaitedUntil(spans: readonly TraceSpan[]): Map<string, number> {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const latest = new Map<string, number>();
  for (const span of spans) {
    const root = rootOf(span, byId);
    if (root.endedAt === undefined || span.endedAt === undefined) continue;
    const before = latest.get(root.id) ?? root.endedAt;
    latest.set(root.id, isWaitedFor(span, root) ? Math.max(before, span.endedAt) : before);
  }
  return new Map(Array.from(latest, ([id, end]) => [id, end + CLOCK_ERROR_MS]));
}

function rootOf(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): TraceSpan {
  const passed = new Set<TraceSpan>();
  let root = span;
  for (let next: TraceSpan | undefined = span; next !== undefined && !passed.has(next);) {
    passed.add(next);
    root = next;
    next = byId.get(next.parentId ?? "");
  }
  return root;
}

function isWaitedFor({ kind, error }: TraceSpan, root: TraceSpan): boolean {
  if (kind !== "CHAIN" && kind !== "AGENT") return false;
  if (root.error === undefined) return true;
  const reason = readError(root.error);
  if (reason.startsWith("GraphRecursionError:")) return true;
  return error !== undefined && readError(error) === reason;
}
