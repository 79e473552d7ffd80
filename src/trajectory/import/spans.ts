import type { Recording } from "../recorder/recording.js";
import { replayRuns, type SourceOptions } from "./exported/replay.js";
import { markNodes } from "./open-inference/graph-places.js";
import { parseSpans } from "./open-inference/parse-spans.js";
import type { Span } from "./open-inference/span.js";
import { toExportedRun } from "./open-inference/to-exported-run.js";

/**
 * The executions in spans that follow the OpenInference conventions, oldest first, as if they had been recorded: a Phoenix
 * export, or OpenTelemetry's JSON. Spans of anything else, such as of a web server, are skipped.
 *
 * Agents, nodes, rounds and the order of parallel branches come from LangGraph's metadata where the instrumentation has kept
 * it; where it has not, they are {@link Recording.missing} and steps stand in the order in which they began. Whether a tool's
 * answer is an error is told by LangChain's own values only, not by the conventions.
 *
 * @param spans - Parsed JSON: every span of every trace, in any order.
 * @throws {StarError} `TRAJECTORY_INVALID` when they are no spans, or traces lack some of theirs.
 * @see https://arize-ai.github.io/openinference/spec/
 */
export function fromSpans(spans: unknown, options: SourceOptions = {}): Recording[] {
  const known = withoutOthers(parseSpans(spans));
  const byId = new Map(known.map((span) => [span.id, span]));
  return replayRuns(markNodes(known.map(toExportedRun), byId), options);
}

/** What stood below a span of something else stands below the next one above that is known. */
function withoutOthers(spans: readonly Span[]): Span[] {
  const others = new Map(
    spans.filter(({ kind }) => kind === undefined).map(({ id, parentId }) => [id, parentId]),
  );
  const above = (id: string | undefined): string | undefined =>
    id !== undefined && others.has(id) ? above(others.get(id)) : id;
  return spans
    .filter(({ id }) => !others.has(id))
    .map((span) => ({ ...span, parentId: above(span.parentId) }));
}
