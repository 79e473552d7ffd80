import type { Recording } from "../recorder/recording.js";
import { replayRuns, type SourceOptions } from "./exported/replay.js";
import { markNodes } from "./spans/mark-nodes.js";
import { parseSpans } from "./spans/parse-spans.js";
import { toExportedRun } from "./spans/to-exported-run.js";
import { arrangeSpans, completeEnds } from "./spans/tree.js";
import { findWaitedUntil } from "./spans/waited-until.js";

/**
 * Converts spans to recordings, oldest first. Supported conventions: OpenInference's attributes; OpenTelemetry's `gen_ai`
 * attributes (1.37 and later, with the events and attributes of earlier versions); Langfuse's observations. Supported formats: spans
 * as Phoenix lists them, OpenTelemetry's JSON encoding with its log records, what Python's console exporter prints, and
 * Langfuse's API and exports. Other spans, such as those of a web server, are skipped.
 *
 * Agents, nodes, rounds and the order of parallel branches come from LangGraph's metadata, if the instrumentation has stored it;
 * else they are {@link Recording.missing}, and steps are in the order of their start. Whether a tool's answer is an error is only
 * known from LangChain's serialized messages, since the conventions have no attribute for it.
 *
 * @param spans - Parsed JSON: every span of every trace, in any order. `readTraceFile` reads files.
 * @throws {StarError} `TRAJECTORY_INVALID` when a value is not a span, when a trace is incomplete, or when spans have no parents.
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
  const known = completeEnds(arrangeSpans(parseSpans(spans)));
  const byId = new Map(known.map((span) => [span.id, span]));
  const waitedUntil = findWaitedUntil(known);
  const runs = known.map((span) => ({
    ...toExportedRun(span),
    waitedUntil: waitedUntil.get(span.id),
  }));
  return replayRuns(markNodes(runs, byId), options);
}
