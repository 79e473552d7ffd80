import type { Recording } from "../recorder/recording.js";
import { replayRuns, type SourceOptions } from "./exported/replay.js";
import { markNodes } from "./open-inference/mark-nodes.js";
import { parseSpans } from "./open-inference/parse-spans.js";
import type { TraceSpan } from "./open-inference/span.js";
import { toExportedRun } from "./open-inference/to-exported-run.js";

/**
 * Converts spans with OpenInference attributes to recordings, oldest first: a Phoenix export, or OpenTelemetry's JSON. Other
 * spans, such as those of a web server, are skipped.
 *
 * Agents, nodes, rounds and the order of parallel branches come from LangGraph's metadata, if the instrumentation has stored it;
 * else they are {@link Recording.missing}, and steps are in the order of their start. Whether a tool's answer is an error is only
 * known from LangChain's serialized messages, since the conventions have no attribute for it.
 *
 * @param spans - Parsed JSON: every span of every trace, in any order.
 * @throws {StarError} `TRAJECTORY_INVALID` when a value is not a span, or when a trace is incomplete.
 * @see https://arize-ai.github.io/openinference/spec/
 *
 * @example
 * ```ts
 * import { fromSpans } from "langgraph-star/recorder";
 *
 * const spans = [
 *   {
 *     name: "agent",
 *     context: { span_id: "1" },
 *     start_time: "2026-01-31T12:00:00Z",
 *     end_time: "2026-01-31T12:00:02Z",
 *     attributes: { "openinference.span.kind": "CHAIN" },
 *   },
 *   {
 *     name: "ChatModel",
 *     context: { span_id: "2" },
 *     parent_id: "1",
 *     start_time: "2026-01-31T12:00:00Z",
 *     end_time: "2026-01-31T12:00:01Z",
 *     attributes: {
 *       "openinference.span.kind": "LLM",
 *       "llm.input_messages.0.message.role": "user",
 *       "llm.input_messages.0.message.content": "2 + 2?",
 *       "llm.output_messages.0.message.role": "assistant",
 *       "llm.output_messages.0.message.content": "Four.",
 *     },
 *   },
 * ];
 * const [recording] = fromSpans(spans);
 * console.log(recording?.prompt, recording?.steps); // one analysis: Four.
 * ```
 */
export function fromSpans(spans: unknown, options: SourceOptions = {}): Recording[] {
  const known = withoutOthers(parseSpans(spans));
  const byId = new Map(known.map((span) => [span.id, span]));
  return replayRuns(markNodes(known.map(toExportedRun), byId), options);
}

/** Removes spans of other kinds; their children become children of the nearest ancestor that is kept. */
function withoutOthers(spans: readonly TraceSpan[]): TraceSpan[] {
  const others = new Map(
    spans.filter(({ kind }) => kind === undefined).map(({ id, parentId }) => [id, parentId]),
  );
  const nearestKept = (id: string | undefined): string | undefined =>
    id !== undefined && others.has(id) ? nearestKept(others.get(id)) : id;
  return spans
    .filter(({ id }) => !others.has(id))
    .map((span) => ({ ...span, parentId: nearestKept(span.parentId) }));
}
