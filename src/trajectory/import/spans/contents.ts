import type { ExportedRun } from "../exported/exported-run.js";
import type { TraceSpan } from "./span.js";

/** The fields of a run that depend on the conventions of its span. */
export interface SpanContents extends Pick<
  ExportedRun,
  "inputs" | "outputs" | "extra" | "missing"
> {
  /** LangGraph's metadata, thread and model name. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whether a span should have a reply: one that failed, or had not ended, has none. */
export function expectsReply({ error, endedAt }: TraceSpan): boolean {
  return error === undefined && endedAt !== undefined;
}
